/* SPDX-License-Identifier: Apache-2.0 */
/* config/limits.h: each limit fires, with its own diagnostic, and the other files are still read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/limits.h"
#include "config/root.h"
#include "host.h"
#include "base/banned.h"

/* n times the text, with head before and tail behind. */
static void
put_many(struct host *host, const char *path, const char *head, const char *text, size_t n,
    const char *tail)
{
	struct buf buf = { 0 };

	buf_adds(&buf, head);
	for (size_t i = 0; i < n; i++)
		buf_adds(&buf, text);
	buf_adds(&buf, tail);
	host_put_bytes(host, path, buf_str(&buf));
	buf_release(&buf);
}

static void
expect_limit(struct host *host, const char *diag)
{
	host_put(host, "etc/login.defs", "UMASK 022\n");
	host_read(host, NULL);
	assert_false(host->ok);
	assert_string_equal(host->diags.ptr, diag);
	host_expect(host, "etc/login.defs", "etc/login.defs:1 UMASK=022 1\n");
	host_free(host);
}

static void
test_file_size(void **state)
{
	struct host host;
	char path[128];

	(void)state;
	host_new(&host);
	put_many(&host, "etc/chrony.conf", "", "rtcsync\n", CONFIG_FILE_MAX_BYTES / 8 + 1, "");
	expect_limit(&host, "etc/chrony.conf:0:0: file-too-large\n");
	host_new(&host);
	host_put(&host, "a.json", "{");
	snprintf(path, sizeof path, "%s/a.json", host.folder);
	assert_int_equal(truncate(path, CONFIG_DOCUMENT_MAX_BYTES + 1), 0);
	expect_limit(&host, "a.json:0:0: file-too-large\n");
}

#define LONG_LINE "abcdefghijklmnopqrst = abcdefghijklmnopqrstuvwxyz\n"

/* Up to its limit a lens does read the file; beyond, that is said and no line is blamed. */
static void
test_lens(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	put_many(&host, "etc/crontab", "", "* * * * * root a\n", CONFIG_LENS_MAX_LINES, "");
	put_many(&host, "etc/sysctl.conf", "", LONG_LINE,
	    CONFIG_LENS_MAX_BYTES / (sizeof LONG_LINE - 1), "");
	host_read(&host, NULL);
	assert_null(host.diags.ptr);
	assert_int_equal(host.understood, 2);
	host_free(&host);
	host_new(&host);
	put_many(&host, "etc/crontab", "", "\n", CONFIG_LENS_MAX_LINES + 1, "");
	expect_limit(&host, "etc/crontab:0:0: file-too-large\n");
	host_new(&host);
	put_many(&host, "etc/sysctl.conf", "", LONG_LINE,
	    CONFIG_LENS_MAX_BYTES / (sizeof LONG_LINE - 1) + 1, "");
	expect_limit(&host, "etc/sysctl.conf:0:0: file-too-large\n");
}

static void
test_line(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	put_many(
	    &host, "etc/ssh/sshd_config", "UsePAM yes\nBanner ", "x", CONFIG_LINE_MAX_BYTES, "\n");
	expect_limit(&host, "etc/ssh/sshd_config:2:0: config-line\n");
}

static void
test_rows(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	put_many(&host, "etc/chrony.conf", "", "a\n", CONFIG_ROWS_MAX + 1, "");
	expect_limit(&host, "etc/chrony.conf:200001:0: config-rows\n");
}

static void
test_rows_of_root(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	put_many(&host, "etc/chrony/conf.d/a.conf", "", "a\n", CONFIG_ROWS_MAX, "");
	put_many(&host, "etc/chrony/conf.d/b.conf", "", "a\n", CONFIG_ROWS_MAX, "");
	expect_limit(&host, "etc/chrony/conf.d/b.conf:0:0: config-rows\n");
}

/* Many names of one file: the limit is of names, and what is read only once takes no time here. */
static void
test_files(void **state)
{
	struct host host;
	char path[128], first[128];

	(void)state;
	host_new(&host);
	host_put(&host, "etc/chrony/conf.d/0.conf", "rtcsync\n");
	snprintf(first, sizeof first, "%s/etc/chrony/conf.d/0.conf", host.folder);
	for (int i = 1; i <= CONFIG_FILES_MAX; i++) {
		snprintf(path, sizeof path, "%s/etc/chrony/conf.d/%d.conf", host.folder, i);
		assert_int_equal(link(first, path), 0);
	}
	host_read(&host, NULL);
	assert_false(host.ok);
	assert_non_null(strstr(host.diags.ptr, "config-files"));
	assert_int_equal(host.understood, 1);
	host_free(&host);
}

/* Many more than may be open at a time are read, batch by batch. */
static void
test_open_files(void **state)
{
	struct host host;
	char path[64];

	(void)state;
	host_new(&host);
	for (int i = 0; i < CONFIG_OPEN_MAX + 10; i++) {
		snprintf(path, sizeof path, "etc/chrony/conf.d/%d.conf", i);
		host_put(&host, path, "rtcsync\n");
	}
	host_read(&host, NULL);
	assert_true(host.ok);
	assert_int_equal(host.understood, CONFIG_OPEN_MAX + 10);
	host_free(&host);
}

static void
test_visited(void **state)
{
	struct host host;
	struct root root;
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct str *paths = NULL;
	size_t count = 0, room = 0;

	(void)state;
	host_new(&host);
	for (int i = 0; i < 4; i++) {
		char path[64];
		snprintf(path, sizeof path, "etc/x%d", i);
		host_put(&host, path, "x");
	}
	assert_true(root_open(&root, str_of(host.folder), &diags));
	assert_false(root_walk(&root, (struct str){ 0 }, 3, &arena, &paths, &count, &room, &diags));
	assert_int_equal(count, 3);
	assert_int_equal(diags.list[0].code, DIAG_CONFIG_FILES);
	count = 0;
	assert_false(root_glob(&root, STR("etc/x*"), 2, &arena, &paths, &count, &room, &diags));
	assert_int_equal(count, 2);
	assert_int_equal(diags.list[1].code, DIAG_CONFIG_FILES);
	free(paths);
	root_close(&root);
	arena_release(&arena);
	diags_release(&diags);
	host_free(&host);
}

static void
test_folder_depth(void **state)
{
	struct host host;
	struct buf path = { 0 };

	(void)state;
	host_new(&host);
	for (int i = 0; i <= CONFIG_FOLDER_DEPTH_MAX + 1; i++)
		buf_adds(&path, "d/");
	buf_adds(&path, "x");
	host_put(&host, path.ptr, "x");
	host_read(&host, NULL);
	assert_false(host.ok);
	assert_non_null(strstr(host.diags.ptr, "config-folders"));
	buf_release(&path);
	host_free(&host);
}

static void
test_blocks_and_words(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	put_many(&host, "etc/nginx/nginx.conf", "", "a {\n", CONFIG_BLOCK_DEPTH_MAX, "");
	expect_limit(&host, "etc/nginx/nginx.conf:32:0: config-depth\n");
	host_new(&host);
	put_many(&host, "etc/nginx/nginx.conf", "a", " b", CONFIG_WORDS_MAX + 1, ";\n");
	host_read(&host, NULL);
	assert_non_null(strstr(host.diags.ptr, "config-syntax"));
	host_free(&host);
}

static void
test_encodings(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put_bytes(&host, "etc/chrony.conf", STR("rtcsync\nport \0 1\n"));
	expect_limit(&host, "etc/chrony.conf:2:6: text-nul\n");
	/* CP932, as a comment in an office's file may be. */
	host_new(&host);
	host_put(&host, "etc/chrony.conf", "# \x93\xfa\x96\x7b\nrtcsync\n");
	host_read(&host, NULL);
	assert_true(host.ok);
	assert_string_equal(host.rows.ptr, "etc/chrony.conf:2 rtcsync -\n");
	host_free(&host);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file_size),
		cmocka_unit_test(test_lens),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_rows_of_root),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_open_files),
		cmocka_unit_test(test_visited),
		cmocka_unit_test(test_folder_depth),
		cmocka_unit_test(test_blocks_and_words),
		cmocka_unit_test(test_encodings),
	};

	return cmocka_run_group_tests_name("config/limits", tests, NULL, NULL);
}
