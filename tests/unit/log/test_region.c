/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a summary does when it is larger than the memory that it may take: it goes on in a file, or is refused where none can be made. And rows, which
 * may be many: of those in a file only some are in memory at a time. Of many logs none keeps addresses that it does not use.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "log/limits.h"
#include "log/region.h"
#include "log/sent.h"
#include "base/banned.h"

enum { MIB = 1 << 20, RECORDS = 60000 };

static const struct pseudonym pseudonym = { .key = { 5 } };

/* Of that file: how much of it is in this process's memory. */
static size_t
resident_bytes(void)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	char line[8192];
	size_t kib = 0;
	bool ours = false;

	assert_non_null(maps);
	while (fgets(line, sizeof line, maps) != NULL) {
		if (strchr(line, '-') != NULL && strchr(line, '-') < strchr(line, ' '))
			ours =
			    strstr(line, "/piacheck-") != NULL && strstr(line, "(deleted)") != NULL;
		else if (ours && strncmp(line, "Rss:", 4) == 0)
			kib += strtoull(line + 4, NULL, 10);
	}
	fclose(maps);
	return kib * 1024;
}

/* How much is mapped of files that begin with piacheck- and have no name. */
static size_t
spilled_bytes(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[8192];
	size_t bytes = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof line, maps) != NULL) {
		char *dash = NULL;
		if (strstr(line, "/piacheck-") == NULL || strstr(line, "(deleted)") == NULL)
			continue;
		uint64_t from = strtoull(line, &dash, 16);
		bytes += (size_t)(strtoull(dash + 1, NULL, 16) - from);
	}
	fclose(maps);
	return bytes;
}

static void
beyond_memory_in_a_file(void **state)
{
	struct region region;

	(void)state;
	region_new(&region, 4 * MIB, MIB);
	assert_int_equal(region.room, 4 * MIB);
	assert_int_equal(spilled_bytes(), 3 * MIB);
	uint64_t at = region_alloc(&region, 3 * MIB);
	memset(region_at(&region, at), 0x5A, 3 * MIB);
	const unsigned char *bytes = region_get(&region, at, 3 * MIB, 1);
	assert_non_null(bytes);
	for (size_t i = 0; i < 3 * MIB; i += 4095)
		assert_int_equal(bytes[i], 0x5A);
	region_release(&region);
	assert_int_equal(spilled_bytes(), 0);
}

static void
without_a_file_it_ends_there(void **state)
{
	struct region region;

	(void)state;
	assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
	region_new(&region, 4 * MIB, MIB);
	assert_int_equal(region.room, MIB);
	assert_int_equal(spilled_bytes(), 0);
	region_release(&region);
	unsetenv("TMPDIR");
}

enum { ROW = 64, ROWS_MIB = 40, NEAR_MIB = 3 };

/* Written once, read twice: what was passed leaves the memory and is there again when it is asked for. */
static void
rows_pass_through_memory(void **state)
{
	struct region region;
	const uint64_t count = ROWS_MIB * MIB / ROW;

	(void)state;
	region_new_with_rows(&region, 4 * MIB, 4 * MIB, 64 * MIB);
	for (uint64_t i = 0; i < count; i++) {
		uint64_t at = region_alloc(region.rows, ROW);
		memset(region_at(region.rows, at), (int)(i % 251), ROW);
		if (i % 8192 == 0)
			assert_true(resident_bytes() <= NEAR_MIB * MIB);
	}
	for (uint64_t i = 0; i < 2 * count; i++) {
		uint64_t at = ROW + i % count * ROW;
		region_pass(region.rows, at);
		const unsigned char *row = region_get(region.rows, at, ROW, 1);
		assert_int_equal(row[0], i % count % 251);
		assert_int_equal(row[ROW - 1], i % count % 251);
		if (i % 8192 == 0)
			assert_true(resident_bytes() <= NEAR_MIB * MIB);
	}
	region_fit(&region);
	assert_true(spilled_bytes() < (ROWS_MIB + 1) * (size_t)MIB);
	region_release(&region);
	assert_int_equal(spilled_bytes(), 0);
}

static void
rows_without_a_file_stay_in_memory(void **state)
{
	struct region region;

	(void)state;
	assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
	region_new_with_rows(&region, 4 * MIB, 4 * MIB, 64 * MIB);
	assert_int_equal(region.rows->room, 4 * MIB);
	uint64_t at = region_alloc(region.rows, 3 * MIB);
	region_pass(region.rows, at);
	memset(region_at(region.rows, at), 1, 3 * MIB);
	assert_int_equal(spilled_bytes(), 0);
	region_release(&region);
	unsetenv("TMPDIR");
}

/* Each record is a group of its own: 32 bytes each, and a subject. */
static void
put_log(char path[64])
{
	struct buf log = { 0 };

	buf_adds(&log, "日時,職員番号,端末,宛名番号\n");
	for (unsigned i = 0; i < RECORDS; i++)
		buf_addf(&log, "2025-04-%02u 09:%02u:%02u,u%u,t%u,%u\n", i % 28 + 1, i / 60 % 60,
		    i % 60, i % 997, i % 3001, i);
	sent_file(log.ptr, log.len, path);
	buf_release(&log);
}

static bool
read_with(const char *path, uint64_t memory, struct sent *rows)
{
	const struct log_job job = {
		.activity = true, .pseudonym = &pseudonym, .summary_memory = memory, .jobs = 1
	};
	const struct str file = str_of(path);

	sent_init(rows);
	return sent_logs(&file, 1, &job, rows);
}

static void
a_summary_that_spills_is_the_same(void **state)
{
	struct sent whole, spilled, refused;
	char path[64];

	(void)state;
	put_log(path);
	assert_true(read_with(path, 0, &whole));
	assert_true(read_with(path, MIB, &spilled));
	assert_true(sent_count(&whole, "activity ") > RECORDS / 2);
	assert_true(str_eq(buf_str(&whole.text), buf_str(&spilled.text)));
	assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
	assert_false(read_with(path, MIB, &refused));
	assert_true(sent_diag(&refused, DIAG_WORKER_MEMORY, 0));
	unsetenv("TMPDIR");
	sent_release(&whole);
	sent_release(&spilled);
	sent_release(&refused);
	unlink(path);
}

/* --- many logs ----------------------------------------------------------------------------------- */

static uint64_t
address_bytes(void)
{
	FILE *statm = fopen("/proc/self/statm", "r");
	char line[256];

	assert_non_null(statm);
	assert_non_null(fgets(line, sizeof line, statm));
	fclose(statm);
	return strtoull(line, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void
what_is_not_used_is_given_back(void **state)
{
	static const struct str texts[] = { STR_INIT("little"), STR_INIT("of rows") };
	struct region region;
	uint64_t before = address_bytes();

	(void)state;
	for (unsigned large = 0; large < 2; large++) {
		region_new_with_rows(
		    &region, LOG_REGION_BYTES, LOG_REGION_MEMORY_BYTES, LOG_REGION_BYTES);
		uint64_t at = region_text(&region, texts[0]);
		uint64_t row = region_text(region.rows, texts[1]);
		if (large == 1)
			(void)region_alloc(&region, MIB);
		uint64_t used = region.used;
		region_close(&region, region.used, region.rows->used);
		region_fit(&region);
		region_fit(&region);
		assert_int_equal(region.used, used);
		assert_memory_equal(region_at(&region, at), texts[0].ptr, texts[0].len);
		assert_memory_equal(
		    region_get(region.rows, row, 1, texts[1].len), texts[1].ptr, texts[1].len);
		assert_null(region_get(&region, used, 1, 8));
		assert_true(address_bytes() < before + 64 * (uint64_t)MIB);
		region_release(&region);
	}
}

/* The addresses that a worker may write to are more than a thousandth of all that there are. */
static void
a_log_that_was_read_keeps_no_addresses(void **state)
{
	static const struct str text = STR_INIT("time,user\n2025-04-01 09:00:00,u1\n");
	const struct log_job job = { .activity = true, .pseudonym = &pseudonym, .jobs = 1 };
	struct log_store *store = log_store_new();
	struct sent rows;
	char path[64];

	(void)state;
	sent_init(&rows);
	sent_file(text.ptr, text.len, path);
	const struct str file = str_of(path);
	uint64_t before = address_bytes();
	for (int i = 0; i < 3; i++)
		assert_true(log_read(&file, 1, &job, store, &rows.sink, &rows.diags));
	assert_true(address_bytes() < before + 64 * (uint64_t)MIB);
	assert_int_equal(log_store_totals(store)->records, 3);
	log_store_free(store);
	sent_release(&rows);
	unlink(path);
}

/* What was removed takes no memory, neither of the summary nor of rows, and the region can still be let go. */
static void
removed_pages_are_given_back(void **state)
{
	struct region region;

	(void)state;
	region_new_with_rows(&region, 8 * MIB, 8 * MIB, 8 * MIB);
	unsigned char *text = region_at(&region, region_alloc(&region, MIB));
	unsigned char *row = region_at(region.rows, region_alloc(region.rows, MIB));
	memset(text, 'x', MIB);
	memset(row, 'y', MIB);
	region_remove(&region);
	assert_int_equal(text[0], 0);
	assert_int_equal(text[MIB - 1], 0);
	assert_int_equal(row[MIB / 2], 0);
	region_release(&region);
	region_remove(&region); /* of none: nothing */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beyond_memory_in_a_file),
		cmocka_unit_test(without_a_file_it_ends_there),
		cmocka_unit_test(rows_pass_through_memory),
		cmocka_unit_test(rows_without_a_file_stay_in_memory),
		cmocka_unit_test(a_summary_that_spills_is_the_same),
		cmocka_unit_test(what_is_not_used_is_given_back),
		cmocka_unit_test(a_log_that_was_read_keeps_no_addresses),
		cmocka_unit_test(removed_pages_are_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
