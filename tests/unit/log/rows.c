/* SPDX-License-Identifier: Apache-2.0 */
/* Remembering rows, and logs from memory. */
#include "log/rows.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "log/read.h"
#include "base/banned.h"

static void
on_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	struct rows *rows = context;

	rows->count++;
	buf_adds(&rows->text, shape->table);
	for (size_t i = 0; i < shape->column_count; i++) {
		if (values[i].type == VALUE_TEXT)
			buf_addf(
			    &rows->text, " %s=%.*s", shape->columns[i], STR_ARG(values[i].text));
		else if (values[i].type == VALUE_INTEGER)
			buf_addf(&rows->text, " %s=%lld", shape->columns[i],
			    (long long)values[i].integer);
	}
	buf_addc(&rows->text, '\n');
}

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	struct rows *rows = context;

	diag_add(&rows->diags, code, at, a, b, c);
}

void
rows_init(struct rows *rows)
{
	*rows = (struct rows){ 0 };
	rows->sink = (struct sink){ rows, on_row, on_diag };
}

void
rows_release(struct rows *rows)
{
	buf_release(&rows->text);
	diags_release(&rows->diags);
}

size_t
rows_count(const struct rows *rows, const char *head)
{
	struct str rest = buf_str(&rows->text), line;
	size_t n = 0;

	while (str_line(&rest, &line))
		n += str_starts(line, str_of(head));
	return n;
}

bool
rows_have(const struct rows *rows, const char *part)
{
	return str_has(buf_str(&rows->text), str_of(part));
}

bool
rows_diag(const struct rows *rows, enum diag_code code, uint32_t line)
{
	for (size_t i = 0; i < rows->diags.count; i++)
		if (rows->diags.list[i].code == code && rows->diags.list[i].line == line)
			return true;
	return false;
}

int
bytes_fd(const void *bytes, size_t len)
{
	int fd = memfd_create("log", MFD_CLOEXEC);

	BUG_IF(fd < 0 || !io_write_all(fd, (struct str){ bytes, len }));
	BUG_IF(lseek(fd, 0, SEEK_SET) != 0);
	return fd;
}

void
bytes_file(const void *bytes, size_t len, char path[64])
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

void
read_bytes(const struct log_job *job, const void *bytes, size_t len, struct rows *rows)
{
	struct log_read_job read = { .job = job };
	int fd = bytes_fd(bytes, len);

	log_read_prepare(&read);
	log_read_input(&read, fd, STR("t.log"), &rows->sink);
	log_read_release(&read);
	close(fd);
}
