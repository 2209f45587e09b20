/* SPDX-License-Identifier: Apache-2.0 */
/* Remembering rows, and logs from memory. */
#include "log/sent.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "log/limits.h"
#include "log/read.h"
#include "log/take_in.h"
#include "support/sinks.h"
#include "base/banned.h"

static void
on_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	struct sent *rows = context;

	rows->count++;
	sinks_put_row(&rows->text, " ", NULL, shape, values);
}

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	struct sent *rows = context;

	diag_add(&rows->diags, code, at, a, b, c);
}

void
sent_init(struct sent *rows)
{
	*rows = (struct sent){ 0 };
	rows->sink = (struct sink){ .context = rows, .row = on_row, .diag = on_diag };
}

void
sent_release(struct sent *rows)
{
	buf_release(&rows->text);
	diags_release(&rows->diags);
}

size_t
sent_count(const struct sent *rows, const char *head)
{
	struct str rest = buf_str(&rows->text), line;
	size_t n = 0;

	while (str_line(&rest, &line))
		n += str_starts(line, str_of(head));
	return n;
}

bool
sent_have(const struct sent *rows, const char *part)
{
	return str_has(buf_str(&rows->text), str_of(part));
}

bool
sent_diag(const struct sent *rows, enum diag_code code, uint32_t line)
{
	for (size_t i = 0; i < rows->diags.count; i++)
		if (rows->diags.list[i].code == code && rows->diags.list[i].line == line)
			return true;
	return false;
}

int
sent_fd(const void *bytes, size_t len)
{
	int fd = memfd_create("log", MFD_CLOEXEC);

	BUG_IF(fd < 0 || !io_write_all(fd, (struct str){ bytes, len }));
	BUG_IF(lseek(fd, 0, SEEK_SET) != 0);
	return fd;
}

void
sent_file(const void *bytes, size_t len, char path[64])
{
	struct buf name = { 0 };

	buf_adds(&name, "/tmp/piacheck-log-XXXXXX");
	int fd = mkstemp(name.ptr);
	BUG_IF(fd < 0 || !io_write_all(fd, (struct str){ bytes, len }));
	close(fd);
	for (size_t i = 0; i <= name.len; i++)
		path[i] = name.ptr[i];
	buf_release(&name);
}

/* A store's rows: matches, activity, subjects. */
void
sent_store(struct log_store *store, struct sent *rows)
{
	log_store_send(store, &rows->sink);
	log_store_free(store);
}

bool
sent_logs(const struct str *files, size_t count, const struct log_job *job, struct sent *rows)
{
	struct log_store *store = log_store_new();
	bool good = log_read(files, count, job, store, &rows->sink, &rows->diags);

	sent_store(store, rows);
	return good;
}

/* As workers would, one for each range, in this process. */
void
sent_ranges(const struct log_job *job, const void *bytes, size_t len, const size_t *cuts,
    size_t cut_count, struct sent *rows)
{
	struct log_read_job read = { .job = job };
	struct log_store *store = log_store_new();
	struct region *regions = mem_alloc(cut_count + 1, sizeof *regions);
	int fd = sent_fd(bytes, len);

	log_read_prepare(&read);
	for (size_t i = 0; i <= cut_count; i++) {
		const struct log_range range = { .from = i == 0 ? 0 : cuts[i - 1],
			.to = i == cut_count ? UINT64_MAX : cuts[i] };
		region_new_with_rows(&regions[i], LOG_REGION_MEMORY_BYTES, LOG_REGION_MEMORY_BYTES,
		    LOG_REGION_MEMORY_BYTES);
		log_read_input(&read, fd, STR("t.log"), range, &regions[i], NULL);
		const struct part_head *head = region_at(&regions[i], PART_HEAD_AT);
		region_close(&regions[i], head->used, head->rows_used);
	}
	(void)take_in_log(
	    store, STR("t.log"), regions, cut_count + 1, job, &rows->sink, &rows->diags);
	for (size_t i = 0; i <= cut_count; i++)
		region_release(&regions[i]);
	free(regions);
	log_read_release(&read);
	close(fd);
	sent_store(store, rows);
}

void
sent_grown(const struct log_job *job, const void *bytes, size_t len, const size_t *ends,
    size_t end_count, struct sent *rows)
{
	struct log_read_job read = { .job = job };
	struct log_store *store = log_store_new();
	struct region *regions = mem_alloc(end_count + 1, sizeof *regions);
	struct log_range range = { .to = UINT64_MAX };
	size_t count = 0;

	log_read_prepare(&read);
	for (size_t i = 0; i <= end_count; i++) {
		int fd = sent_fd(bytes, i == end_count ? len : ends[i]);
		range.growing = i < end_count;
		region_new_with_rows(&regions[count], LOG_REGION_MEMORY_BYTES,
		    LOG_REGION_MEMORY_BYTES, LOG_REGION_MEMORY_BYTES);
		log_read_input(&read, fd, STR("t.log"), range, &regions[count], NULL);
		close(fd);
		const struct part_head *head = region_at(&regions[count], PART_HEAD_AT);
		region_close(&regions[count], head->used, head->rows_used);
		/* Refused, or nothing whole yet: looked at again when there is more. */
		if (range.growing && (head->failed || head->border == range.from)) {
			region_release(&regions[count]);
			continue;
		}
		range.from = range.border = head->border;
		range.border_line = head->border_line;
		if (range.encoding == 0)
			range.encoding = head->found_encoding;
		count++;
	}
	(void)take_in_log(store, STR("t.log"), regions, count, job, &rows->sink, &rows->diags);
	for (size_t i = 0; i < count; i++)
		region_release(&regions[i]);
	free(regions);
	log_read_release(&read);
	sent_store(store, rows);
}

void
sent_read(const struct log_job *job, const void *bytes, size_t len, struct sent *rows)
{
	sent_ranges(job, bytes, len, NULL, 0, rows);
}
