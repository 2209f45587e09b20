/* SPDX-License-Identifier: Apache-2.0 */
/* What several workers say of the ranges of one log is what one would have said of the whole. */
#include "log/take_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "log/limits.h"
#include "log/record.h"
#include "log/steps.h"
#include "base/banned.h"

SINK_SHAPE(log_file_shape, "log_file", "format", "encoding", "records", "bad_records", "first_time",
    "last_time", "has_user", "has_department", "has_operation", "has_system", "has_terminal",
    "has_subject", "has_count", "has_result", "has_purpose", "has_number_accessed", "backward",
    "file", "line");

/* Records that are bad for their bytes, of one kind: said once, where the first stands. */
struct bad_bytes {
	uint64_t count;
	enum diag_code code;
	struct diag_at first;
	size_t shown;
	struct buf places; /* line:column, the first few */
};

/* The whole of a log. */
struct totals {
	struct str file;
	uint64_t records, bad, shown, bytes;
	struct bad_bytes bad_bytes[PART_BYTES_KINDS];
	bool any, failed, doubted; /* doubted: a clock, which is said once */
	int64_t first, last;
	uint32_t has;
	char format[16], encoding[16];
	struct part_counter *counters;
	struct log_steps_sum steps;
};

static bool
is_of_record(enum diag_code code)
{
	switch (code) {
	case DIAG_LOG_RECORD_NO_TIME:
	case DIAG_LOG_RECORD_TIME:
	case DIAG_LOG_RECORD_QUOTE:
	case DIAG_LOG_RECORD_COLUMNS:
	case DIAG_LOG_RECORD_LARGE:
	case DIAG_LOG_RECORD_FIELDS:
	case DIAG_LOG_RECORD_JSON:
	case DIAG_LOG_RECORD_DUPLICATE:
	case DIAG_LOG_RECORD_FORM:
	case DIAG_LOG_LINE_LONG:
		return true;
	default:
		return false;
	}
}

static void
note_place(struct bad_bytes *b, const struct part_diag *diag, struct str file)
{
	if (b->shown++ == 0) {
		b->code = (enum diag_code)diag->code;
		b->first = (struct diag_at){ file, diag->line, diag->column };
	}
	if (b->shown > LOG_PLACES_SHOWN)
		return;
	buf_addf(&b->places, "%s%u", b->shown > 1 ? ", " : "", diag->line);
	if (diag->column > 0)
		buf_addf(&b->places, ":%u", diag->column);
}

static void
say_bad_bytes(const struct totals *t, struct diags *diags)
{
	char count[24];

	for (size_t i = 0; i < PART_BYTES_KINDS; i++) {
		const struct bad_bytes *b = &t->bad_bytes[i];
		snprintf(count, sizeof count, "%llu", (unsigned long long)b->count);
		if (b->shown > 0)
			diag_add(diags, b->code, b->first, str_of(count), buf_str(&b->places),
			    (struct str){ 0 });
	}
}

static bool
say_diags(const struct region *region, const struct part_head *head, struct totals *t,
    struct diags *diags)
{
	struct part_walk walk = { region, head->diags, sizeof(struct part_diag), false };
	const void *items;
	uint32_t count;

	while (part_walk_next(&walk, &items, &count)) {
		const struct part_diag *list = items;
		for (uint32_t i = 0; i < count; i++) {
			struct str args[DIAG_ARGS];
			if (list[i].code >= DIAG_CODE_COUNT)
				return false;
			enum part_bytes kind = part_bytes_of((enum diag_code)list[i].code);
			if (kind < PART_BYTES_KINDS) {
				note_place(&t->bad_bytes[kind], &list[i], t->file);
				continue;
			}
			if (list[i].code == DIAG_LOG_CLOCK_DOUBTED && t->doubted)
				continue;
			t->doubted |= list[i].code == DIAG_LOG_CLOCK_DOUBTED;
			if (is_of_record((enum diag_code)list[i].code) &&
			    t->shown++ >= LOG_BAD_SHOWN)
				continue;
			for (size_t k = 0; k < DIAG_ARGS; k++) {
				args[k] = part_text_get(region, &list[i].args[k]);
				if (text_utf8_fault(args[k]) != STR_NONE)
					return false;
			}
			diag_add(diags, (enum diag_code)list[i].code,
			    (struct diag_at){ t->file, list[i].line, list[i].column }, args[0],
			    args[1], args[2]);
		}
	}
	return !walk.bad;
}

static bool
add_counters(const struct region *region, const struct part_head *head, const struct log_job *job,
    struct totals *t)
{
	const struct part_counter *counters =
	    REGION_GET(region, struct part_counter, head->counters, job->detection_count);

	if (head->detection_count != job->detection_count || counters == NULL)
		return false;
	for (size_t i = 0; i < job->detection_count; i++) {
		struct part_counter *sum = &t->counters[i];
		if (sum->undecided == 0)
			sum->first_undecided = counters[i].first_undecided;
		sum->matches += counters[i].matches;
		sum->undecided += counters[i].undecided;
		sum->fits |= counters[i].fits;
	}
	return true;
}

static bool
text_good(const char text[16])
{
	return memchr(text, '\0', 16) != NULL &&
	    text_utf8_fault((struct str){ text, strlen(text) }) == STR_NONE;
}

static bool
add_head(
    const struct region *region, const struct log_job *job, struct totals *t, struct diags *diags)
{
	const struct part_head *head = REGION_GET(region, struct part_head, PART_HEAD_AT, 1);

	if (head == NULL || memcmp(head->magic, PART_MAGIC, sizeof PART_MAGIC) != 0 ||
	    !text_good(head->format) || !text_good(head->encoding) ||
	    !add_counters(region, head, job, t) || !steps_add(&t->steps, region, head))
		return false;
	if (head->any) {
		t->first = t->any && t->first < head->first ? t->first : head->first;
		t->last = t->any && t->last > head->last ? t->last : head->last;
		t->any = true;
	}
	t->records += head->records;
	t->bytes =
	    head->bytes > t->bytes ? head->bytes : t->bytes; /* each says up to where it read */
	t->bad += head->bad;
	for (size_t i = 0; i < PART_BYTES_KINDS; i++)
		t->bad_bytes[i].count += head->bad_bytes[i];
	t->failed |= head->failed != 0;
	t->has |= head->has;
	if (t->format[0] == '\0')
		memcpy(t->format, head->format, sizeof t->format);
	if (t->encoding[0] == '\0' || strcmp(head->encoding, "cp932") == 0)
		memcpy(t->encoding, head->encoding, sizeof t->encoding);
	return say_diags(region, head, t, diags);
}

static void
send_log_file(const struct totals *t, const struct sink *sink)
{
	static const enum log_field has[] = { LOG_USER, LOG_DEPARTMENT, LOG_OPERATION, LOG_SYSTEM,
		LOG_TERMINAL, LOG_SUBJECT, LOG_COUNT, LOG_RESULT, LOG_PURPOSE,
		LOG_NUMBER_ACCESSED };
	struct buf first = { 0 }, last = { 0 };
	struct value row[19];

	if (t->any) {
		time_iso_jst(t->first, &first);
		time_iso_jst(t->last, &last);
	}
	row[0] = value_text(str_of(t->format));
	row[1] = value_text_or_null(str_of(t->encoding));
	row[2] = value_integer((int64_t)(t->records - t->bad));
	row[3] = value_integer((int64_t)t->bad);
	row[4] = value_text_or_null(buf_str(&first));
	row[5] = value_text_or_null(buf_str(&last));
	for (size_t i = 0; i < 10; i++)
		row[6 + i] = value_integer(t->has >> has[i] & 1);
	row[16] = value_integer((int64_t)t->steps.backward);
	row[17] = value_text(t->file);
	row[18] = value_null();
	sink_row(sink, &log_file_shape, row);
	buf_release(&first);
	buf_release(&last);
}

static void
say_matches(const struct totals *t, const struct log_job *job, struct diags *diags)
{
	uint64_t limit = job->match_limit;
	char a[24], b[24];

	for (size_t i = 0; i < job->detection_count; i++) {
		const struct part_counter *counter = &t->counters[i];
		struct str rule = job->detections[i].rule;
		struct diag_at at = { t->file, 0, 0 };
		if (limit != 0 && counter->matches > limit && !job->detections[i].unlisted) {
			snprintf(a, sizeof a, "%llu", (unsigned long long)limit);
			snprintf(b, sizeof b, "%llu", (unsigned long long)counter->matches);
			diag_add(diags, DIAG_LOG_MATCH_LIMIT, at, rule, str_of(a), str_of(b));
		}
		if (counter->undecided > 0) {
			snprintf(a, sizeof a, "%llu", (unsigned long long)counter->undecided);
			snprintf(b, sizeof b, "%u", counter->first_undecided);
			at.line = counter->first_undecided;
			diag_add(diags, DIAG_LOG_REGEX_LIMIT, at, rule, str_of(a), str_of(b));
		}
	}
}

static void
say_bad(const struct totals *t, struct diags *diags)
{
	char bad[24], all[24];

	if (t->bad == 0)
		return;
	snprintf(bad, sizeof bad, "%llu", (unsigned long long)t->bad);
	snprintf(all, sizeof all, "%llu", (unsigned long long)t->records);
	diag_add(diags, DIAG_LOG_BAD_RECORDS, (struct diag_at){ t->file, 0, 0 }, str_of(bad),
	    str_of(all), (struct str){ 0 });
}

static void
add_totals(const struct totals *t, const struct log_job *job, struct log_totals *sum)
{
	sum->logs++;
	sum->records += t->records;
	sum->refused += t->bad;
	sum->bytes += t->bytes;
	for (size_t i = 0; i < job->detection_count; i++)
		sum->matches += t->counters[i].matches;
}

/* The rules that the log is evidence for. One without any record is for all that it could have had records for. */
static void
note_covered(struct log_store *store, const struct totals *t, const struct log_job *job)
{
	uint32_t wanted = t->records == 0 ? PART_FITS_LOG : PART_FITS_RECORD;

	for (size_t i = 0; i < job->detection_count; i++)
		if ((t->counters[i].fits & wanted) != 0)
			store_cover(store, job->detections[i].rule);
}

bool
take_in_log(struct log_store *store, struct str file, struct region *regions, size_t count,
    const struct log_job *job, const struct sink *sink, struct diags *diags)
{
	struct totals t = { .file = file };
	bool good = true;

	t.counters = mem_alloc(job->detection_count + 1, sizeof *t.counters);
	size_t whole = count;
	for (size_t i = 0; i < whole && good; i++) {
		good = add_head(&regions[i], job, &t, diags);
		if (t.failed) /* one who had read it all would have stopped there */
			whole = i + 1;
	}
	/* What came before the damage is used; a log of bad records alone is no evidence. */
	bool usable = t.records > t.bad || (!t.failed && t.records == 0);
	if (good && usable) {
		uint32_t number = store_file(store, file);
		store_next_file(store);
		for (size_t i = 0; i < whole && good; i++)
			good = store_adopt(store, &regions[i], number, job, job->match_limit);
	}
	if (!good)
		diag_addz(
		    diags, DIAG_WORKER_MESSAGE, (struct diag_at){ file, 0, 0 }, "part", NULL, NULL);
	if (good && usable) {
		note_covered(store, &t, job);
		send_log_file(&t, sink);
		steps_send(&t.steps, t.records, file, sink, diags);
		say_matches(&t, job, diags);
	}
	if (good)
		say_bad_bytes(&t, diags);
	if (good)
		say_bad(&t, diags);
	if (good)
		add_totals(&t, job, &store->totals);
	for (size_t i = 0; i < PART_BYTES_KINDS; i++)
		buf_release(&t.bad_bytes[i].places);
	free(t.counters);
	steps_release(&t.steps);
	return good && usable;
}
