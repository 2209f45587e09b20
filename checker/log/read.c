/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's job. */
#include "log/read.h"

#include <sodium.h>

#include "base/mem.h"
#include "log/events.h"
#include "log/format.h"
#include "log/source.h"
#include "base/banned.h"

void
log_read_prepare(struct log_read_job *read)
{
	char in[] = "\x82\xA0", out[8], *from = in, *to = out;
	size_t in_left = 2, out_left = sizeof out;

	if (read->prepared)
		return;
	read->cp932 = iconv_open("UTF-8", "CP932");
	BUG_IF(read->cp932 == (iconv_t)-1);
	BUG_IF(iconv(read->cp932, &from, &in_left, &to, &out_left) == (size_t)-1);
	read->prepared = true;
}

void
log_read_release(struct log_read_job *read)
{
	if (read->prepared)
		iconv_close(read->cp932);
	read->prepared = false;
}

static const char *
encoding_name(const struct log_source *source)
{
	return source->utf16 != NULL ? "utf-16" : source->encoding == LOG_CP932 ? "cp932" : "utf-8";
}

static void
tell(void *context, uint64_t bytes)
{
	const struct progress_step step = { .unit = PROGRESS_BYTES, .done = bytes };

	sink_progress(context, &step);
}

/* Which of the two shapes that it may have has the log? */
static bool
is_document(const struct log_events *events, struct str head)
{
	enum log_shape shape = events->format->shape;

	if (shape == LOG_JSON)
		return events->mapping.records.len > 0 || !json_is_lines(head);
	return shape == LOG_DOCUMENT;
}

static bool
read_records(struct log_source *source, struct str head, struct log_events *events)
{
	struct log_range *range = &source->range;

	events->document = is_document(events, head);
	source->flowing = events->document && !source_looks_cp932(source, head);
	if (events->document || events->format->shape == LOG_WHOLE_LINES ||
	    events->mapping.year != 0 || source->utf16 != NULL) {
		/* Its records cannot be told from the middle: who has the beginning reads it all. */
		events->head->whole = 1;
		if (range->from > 0)
			return true;
		range->to = UINT64_MAX;
		range->growing = range->growing && !events->document && source->utf16 == NULL;
	}
	if (!source_start(source, head))
		return false;
	/* Of a growing log there may be no whole line yet. */
	while (range->growing && source_window(source).len == 0)
		if (!source_more(source))
			return true;
	return events->format->read(source, events);
}

void
log_read_input(struct log_read_job *read, int fd, struct str file, struct log_range range,
    struct region *region, const struct sink *progress)
{
	const struct log_job *job = read->job;
	struct log_events *events = events_new(job, job->mapping, file, region);
	struct log_source source = { .fd = fd,
		.file = file,
		.sink = &events->sink,
		.cp932 = read->cp932,
		.range = range,
		.ring = range.ring,
		.packing = (enum log_packing)range.fed,
		.by_the_book = job->by_the_book,
		.encoding = (enum log_encoding)events->mapping.encoding };
	struct str head = { 0 };
	bool ok;

	if (source.encoding == LOG_UNDECIDED && range.encoding <= LOG_CP932)
		source.encoding = (enum log_encoding)range.encoding;
	if (progress != NULL) {
		source.tell = tell;
		source.tell_context = (void *)(uintptr_t)progress;
	}
	ok = source_open(&source, &head);
	const struct log_format *format = log_format_find(events->mapping.format, head);
	events_start(events, format);
	if (ok) {
		ok = read_records(&source, head, events);
		events->encoding = encoding_name(&source);
	}
	events->head->bytes = source.bytes;
	events->head->found_encoding = source.encoding;
	if (range.watch != 0 && source.watched.len == range.watch_bytes)
		crypto_generichash(events->head->watched, sizeof events->head->watched,
		    (const unsigned char *)source.watched.ptr, source.watched.len, NULL, 0);
	events->head->border = source.bytes;
	if (ok && source.range.growing)
		ok = source_border(&source, &events->head->border, &events->head->border_line);
	events_end(events, ok);
	source_release(&source);
}
