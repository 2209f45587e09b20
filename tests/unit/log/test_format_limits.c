/* SPDX-License-Identifier: Apache-2.0 */
/* The limits of formats, each made to fire: the record is said, the others are used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zstd.h>

#include "log/limits.h"
#include "log/sent.h"
#include "log/source.h"
#include "base/banned.h"

static void
read_text(struct buf *text, struct sent *rows)
{
	static const struct pseudonym pseudonym = { .key = { 1 } };
	const struct log_job job = { .pseudonym = &pseudonym, .activity = true, .match_limit = 10 };

	sent_init(rows);
	sent_read(&job, text->ptr, text->len, rows);
}

static void
add_many(struct buf *text, const char *part, size_t bytes)
{
	for (size_t n = 0; n < bytes; n += strlen(part))
		buf_adds(text, part);
}

static void
test_document_record(void **state)
{
	struct buf text = { 0 };
	struct sent rows;

	(void)state;
	buf_adds(&text,
	    "[{\"time\":\"2025-04-01 09:00:00\",\"user\":\"u1\"},\n{\"time\":\"2025-04-01 "
	    "09:00:01\",\"a\":[\"\"");
	add_many(&text, ",\"0123456789abcdef\"", LOG_RECORD_MAX_BYTES + 100000);
	buf_adds(&text, "]},\n{\"time\":\"2025-04-01 09:00:02\",\"user\":\"u3\"}]");
	read_text(&text, &rows);
	assert_true(sent_diag(&rows, DIAG_LOG_RECORD_LARGE, 2));
	assert_true(sent_have(&rows, "records=2 bad_records=1"));
	sent_release(&rows);
	/* one text without an end */
	buf_clear(&text);
	buf_adds(&text, "[{\"time\":\"2025-04-01 09:00:00\",\"user\":\"u1\"},\n{\"a\":\"");
	add_many(&text, "0123456789abcdef", LOG_RECORD_MAX_BYTES * 3);
	read_text(&text, &rows);
	assert_true(sent_diag(&rows, DIAG_LOG_DOCUMENT_LARGE, 2));
	assert_true(sent_have(&rows, "records=1 bad_records=0"));
	sent_release(&rows);
	/* too deep, but not so deep that it is no document */
	buf_clear(&text);
	buf_adds(&text, "[{\"time\":\"2025-04-01 09:00:00\",\"a\":");
	add_many(&text, "[", LOG_JSON_DEPTH_MAX + 10);
	add_many(&text, "]", LOG_JSON_DEPTH_MAX + 10);
	buf_adds(&text, "},\n{\"time\":\"2025-04-01 09:00:02\",\"user\":\"u3\"}]");
	read_text(&text, &rows);
	assert_true(sent_diag(&rows, DIAG_LOG_RECORD_LARGE, 1));
	assert_true(sent_have(&rows, "records=1 bad_records=1"));
	sent_release(&rows);
	buf_clear(&text);
	buf_adds(&text, "[{\"time\":\"2025-04-01 09:00:00\",\"user\":\"u1\"},{\"a\":");
	add_many(&text, "[", LOG_JSON_BEYOND_MAX + 100);
	read_text(&text, &rows);
	assert_true(sent_diag(&rows, DIAG_LOG_DOCUMENT, 1));
	assert_true(sent_have(&rows, "records=1 bad_records=0"));
	sent_release(&rows);
	buf_release(&text);
}

static void
add_event(struct buf *text, const char *user)
{
	buf_addf(text,
	    "<Event><System><TimeCreated "
	    "SystemTime='2025-04-01T00:00:00Z'/><Channel>Security</Channel></System>"
	    "<EventData><Data Name='User'>%s</Data></EventData></Event>\n",
	    user);
}

static void
test_windows_event(void **state)
{
	struct buf text = { 0 };
	struct sent rows;

	(void)state;
	add_event(&text, "u1");
	buf_adds(&text, "<Event><EventData><Data>");
	add_many(&text, "0123456789abcdef", LOG_RECORD_MAX_BYTES * 2);
	buf_adds(&text, "</Data></EventData></Event>\n");
	add_event(&text, "u3");
	read_text(&text, &rows);
	assert_true(sent_diag(&rows, DIAG_LOG_RECORD_LARGE, 2));
	assert_true(sent_have(&rows, "records=2 bad_records=1"));
	assert_true(sent_have(&rows, "user=u3") && sent_have(&rows, "line=3\n"));
	sent_release(&rows);
	buf_release(&text);
}

/* More names than are kept: the records that have another are said by that name, the others are judged, the last one too. */
static void
names(const char *head, const char *before, const char *after, const char *tail, unsigned records)
{
	struct buf text = { 0 };
	struct sent rows;
	struct str name = { 0 };
	unsigned said = 0;

	buf_adds(&text, head);
	for (unsigned i = 0; i <= LOG_COLUMNS_MAX; i++)
		buf_addf(&text, "%sk%u%s", before, i, after);
	buf_addf(&text, "%sk0%s", before, after);
	buf_adds(&text, tail);
	read_text(&text, &rows);
	for (size_t i = 0; i < rows.diags.count; i++) {
		const struct diag *diag = &rows.diags.list[i];
		if (diag->code != DIAG_LOG_RECORD_COLUMNS)
			continue;
		if (said++ == 0)
			name = diag->args[0];
		assert_in_range(diag->line, LOG_COLUMNS_MAX / 2, LOG_COLUMNS_MAX + 1);
	}
	/* Some names are the format's own, some are in each record. */
	assert_in_range(said, 2, 20);
	char expected[64];
	snprintf(expected, sizeof expected, "k%u", LOG_COLUMNS_MAX + 1 - said);
	assert_true(str_is(name, expected));
	snprintf(expected, sizeof expected, " bad_records=%u", said);
	assert_true(sent_have(&rows, expected));
	snprintf(expected, sizeof expected, " records=%u", records - said);
	assert_true(sent_have(&rows, expected));
	sent_release(&rows);
	buf_release(&text);
}

static void
test_names(void **state)
{
	(void)state;
	names("", "{\"time\":\"2025-04-01 09:00:00\",\"user\":\"u1\",\"", "\":1}\n", "",
	    LOG_COLUMNS_MAX + 2);
	names("<Events>",
	    "<Event><System><TimeCreated "
	    "SystemTime='2025-04-01T00:00:00Z'/><Channel>Security</Channel></"
	    "System><EventData><Data Name='",
	    "'>1</Data></EventData></Event>\n", "</Events>", LOG_COLUMNS_MAX + 2);
	names("[", "{\"time\":\"2025-04-01 09:00:00\",\"user\":\"u1\",\"", "\":1},\n",
	    "{\"time\":\"2025-04-01 09:00:00\"}]", LOG_COLUMNS_MAX + 3);
}

static void
test_audit_event(void **state)
{
	struct buf text = { 0 };
	struct sent rows;

	(void)state;
	buf_adds(
	    &text, "type=USER_LOGIN msg=audit(1743465600.000:1): msg='acct=\"u1\" res=failed'\n");
	for (size_t n = 0; n < LOG_AUDIT_EVENT_MAX_BYTES; n += 1000) {
		buf_adds(&text, "type=EXECVE msg=audit(1743465600.000:2): a0=\"");
		add_many(&text, "x", 1000);
		buf_adds(&text, "\"\n");
	}
	buf_adds(
	    &text, "type=USER_LOGIN msg=audit(1743465601.000:3): msg='acct=\"u3\" res=failed'\n");
	read_text(&text, &rows);
	assert_true(sent_diag(&rows, DIAG_LOG_RECORD_LARGE, 2));
	assert_true(sent_have(&rows, "records=2 bad_records=1"));
	sent_release(&rows);
	/*
	 * One more than are kept open: the first is taken as whole to make room, and what comes of it later is an event of its own, which
	 * makes room in turn.
	 */
	buf_clear(&text);
	for (int i = 0; i <= LOG_AUDIT_OPEN_MAX; i++)
		buf_addf(&text, "type=SYSCALL msg=audit(1743465600.000:%d): auid=%d success=yes\n",
		    i, i);
	for (int i = 0; i <= LOG_AUDIT_OPEN_MAX; i++)
		buf_addf(&text, "type=PROCTITLE msg=audit(1743465600.000:%d): proctitle=6C73\n", i);
	read_text(&text, &rows);
	char expected[64];
	snprintf(expected, sizeof expected, "records=%d bad_records=0", LOG_AUDIT_OPEN_MAX + 3);
	assert_true(sent_have(&rows, expected));
	sent_release(&rows);
	buf_release(&text);
}

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	diag_add(context, code, at, a, b, c);
}

/* All that is unpacked, not one piece of it, is held against the limit. */
static void
test_unpacked(void **state)
{
	struct diags diags = { 0 };
	const struct sink sink = { .context = &diags, .diag = on_diag };
	struct log_source source = {
		.file = STR_INIT("x"), .sink = &sink, .unpacked_max = 1000000
	};
	struct buf text = { 0 };
	struct str head = { 0 };
	char packed[100000];

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_addf(&text, "%d,%d\n", i, i * 7919);
	size_t n = ZSTD_compress(packed, sizeof packed, text.ptr, text.len / 20, 3);
	assert_false(ZSTD_isError(n));
	struct buf all = { 0 };
	for (int i = 0; i < 20; i++)
		buf_add(&all, (struct str){ packed, n });
	source.fd = sent_fd(all.ptr, all.len);
	assert_true(source_open(&source, &head) && source_start(&source, head));
	while (source_more(&source)) {
		struct str window = source_window(&source);
		source_used(&source, window.ptr + window.len);
	}
	assert_true(source.failed);
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, DIAG_LOG_UNPACKED_LARGE);
	close(source.fd);
	source_release(&source);
	diags_release(&diags);
	buf_release(&text);
	buf_release(&all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document_record),
		cmocka_unit_test(test_windows_event),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_audit_event),
		cmocka_unit_test(test_unpacked),
	};

	return cmocka_run_group_tests_name("log/format_limits", tests, NULL, NULL);
}
