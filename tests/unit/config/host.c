/* SPDX-License-Identifier: Apache-2.0 */
/* See host.h. */
#include "host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "base/banned.h"

void
host_new(struct host *host)
{
	*host = (struct host){ .folder = "/tmp/piacheck-config-XXXXXX" };
	assert_non_null(mkdtemp(host->folder));
	assert_int_equal(chmod(host->folder, 0755), 0);
}

static void
make_path(struct host *host, const char *path, char *full, size_t room)
{
	snprintf(full, room, "%s/%s", host->folder, path);
	for (char *slash = full + strlen(host->folder) + 1; (slash = strchr(slash, '/')) != NULL;
	     slash++) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
}

void
host_put_bytes(struct host *host, const char *path, struct str bytes)
{
	char full[4096];

	make_path(host, path, full, sizeof full);
	FILE *file = fopen(full, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
	assert_int_equal(fclose(file), 0);
}

void
host_put(struct host *host, const char *path, const char *text)
{
	host_put_bytes(host, path, str_of(text));
}

void
host_folder(struct host *host, const char *path)
{
	char full[4096];

	make_path(host, path, full, sizeof full);
	assert_int_equal(mkdir(full, 0755), 0);
}

void
host_link(struct host *host, const char *path, const char *target)
{
	char full[4096];

	make_path(host, path, full, sizeof full);
	assert_int_equal(symlink(target, full), 0);
}

static struct value
column(const struct sink_shape *shape, const struct value *values, const char *name)
{
	for (size_t i = 0; i < shape->column_count; i++)
		if (strcmp(shape->columns[i], name) == 0)
			return values[i];
	fail_msg("no column %s in %s", name, shape->table);
	return value_null();
}

/* The path without the folder, which differs from run to run. */
static struct str
short_name(const struct host *host, struct str file)
{
	struct str folder = str_of(host->folder);

	return str_starts(file, folder) && file.len > folder.len ? str_from(file, folder.len + 1)
								 : file;
}

static void
add_setting(struct host *host, const struct sink_shape *shape, const struct value *values)
{
	struct buf *out = &host->rows;
	struct value section = column(shape, values, "section"),
		     entry = column(shape, values, "entry");
	struct value value = column(shape, values, "value"),
		     number = column(shape, values, "number");
	struct value effective = column(shape, values, "effective");

	buf_add(out, short_name(host, column(shape, values, "file").text));
	buf_addf(out, ":%d ", (int)column(shape, values, "line").integer);
	if (section.type == VALUE_TEXT)
		buf_addf(out, "[%.*s] ", STR_ARG(section.text));
	if (entry.type == VALUE_INTEGER)
		buf_addf(out, "#%d ", (int)entry.integer);
	buf_add(out, column(shape, values, "key").text);
	if (value.type == VALUE_TEXT)
		buf_addf(out, "=%.*s", STR_ARG(value.text));
	if (number.type == VALUE_REAL)
		buf_addf(out, " {%g}", number.real);
	buf_addf(out, " %s\n", effective.type == VALUE_NULL ? "-" : effective.integer ? "1" : "0");
}

static void
on_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	struct host *host = context;

	assert_true(column(shape, values, "host").text.len > 0);
	if (strcmp(shape->table, "setting") == 0) {
		add_setting(host, shape, values);
		return;
	}
	buf_addf(&host->other, "%s ", shape->table);
	for (size_t i = 1; i < shape->column_count; i++) {
		if (i > 1)
			buf_addc(&host->other, '|');
		if (values[i].type == VALUE_TEXT)
			buf_add(&host->other, short_name(host, values[i].text));
		else if (values[i].type == VALUE_INTEGER)
			buf_addf(&host->other, "%lld", (long long)values[i].integer);
	}
	buf_addc(&host->other, '\n');
}

void
host_read(struct host *host, const char *part)
{
	char path[256];
	struct config_result result;
	struct diags diags = { 0 };
	const struct sink sink = { .context = host, .row = on_row };

	snprintf(path, sizeof path, "%s%s%s", host->folder, part == NULL ? "" : "/",
	    part == NULL ? "" : part);
	host->ok = config_read(str_of(path), STR("h"), &sink, &result, &diags);
	host->understood = result.understood;
	host->refused = result.refused;
	for (size_t i = 0; i < result.not_understood; i++)
		buf_addf(&host->unknown, "%.*s\n",
		    STR_ARG(short_name(host, result.not_understood_files[i])));
	for (size_t i = 0; i < diags.count; i++) {
		const struct diag *d = &diags.list[i];
		buf_addf(&host->diags, "%.*s:%u:%u: ", STR_ARG(short_name(host, d->file)), d->line,
		    d->column);
		diag_code_name(d->code, &host->diags);
		buf_addc(&host->diags, '\n');
	}
	diags_release(&diags);
	config_result_release(&result);
}

const char *
host_rows(struct host *host, const char *head)
{
	struct buf found = { 0 };
	struct str rest = buf_str(&host->rows), line;

	while (str_line(&rest, &line))
		if (str_starts(line, str_of(head)))
			buf_addf(&found, "%.*s\n", STR_ARG(line));
	buf_release(&host->found);
	host->found = found;
	return found.ptr == NULL ? "" : found.ptr;
}

void
host_expect(struct host *host, const char *head, const char *rows)
{
	assert_string_equal(host_rows(host, head), rows);
}

void
host_check(const char *path, const char *text, const char *rows)
{
	struct host host;

	host_new(&host);
	host_put(&host, path, text);
	host_read(&host, NULL);
	assert_string_equal(host.diags.ptr == NULL ? "" : host.diags.ptr, "");
	assert_true(host.ok);
	assert_int_equal(host.refused, 0);
	host_expect(&host, path, rows);
	host_free(&host);
}

void
host_refuse(const char *path, const char *text, const char *diag)
{
	struct host host;
	char wanted[256];

	host_new(&host);
	host_put(&host, path, text);
	host_read(&host, NULL);
	snprintf(wanted, sizeof wanted, "%s:%s\n", path, diag);
	assert_string_equal(host.diags.ptr == NULL ? "" : host.diags.ptr, wanted);
	assert_false(host.ok);
	assert_int_equal(host.refused, 1);
	assert_int_equal(host.rows.len, 0);
	assert_non_null(strstr(host.other.ptr, "|refused|"));
	host_free(&host);
}

static int
remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)walk;
	if (type == FTW_D || type == FTW_DNR)
		chmod(path, 0755);
	return remove(path);
}

void
host_free(struct host *host)
{
	buf_release(&host->rows);
	buf_release(&host->other);
	buf_release(&host->diags);
	buf_release(&host->unknown);
	buf_release(&host->found);
	nftw(host->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
