/* SPDX-License-Identifier: Apache-2.0 */
/* Logs through workers: several files make one summary, the same as a plain count over all; what fails leaves nothing behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/scope.h"
#include "log/sent.h"
#include "sigma/flow.h"
#include "base/banned.h"

static const struct pseudonym pseudonym = { .key = { 9 } };

static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = (*state += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	return z ^ (z >> 31);
}

/* One record of the reference, all of it as plain arrays. */
struct event {
	unsigned user, department, operation, subject, day, second, file, line;
};
enum {
	USERS = 5,
	DEPARTMENTS = 2,
	OPERATIONS = 3,
	SUBJECTS = 40,
	DAYS = 4,
	FILES = 3,
	EVENTS = 3000
};

/* Some numbers are plain, some are not. */
static const char *
letter_of(unsigned subject)
{
	return subject % 3 == 0 ? "A" : "";
}

static void
write_event(struct buf *out, const struct event *e, bool json)
{
	if (json)
		buf_addf(out,
		    "{\"time\":\"2025-04-%02uT%02u:%02u:%02u+09:00\",\"user\":\"u%u\","
		    "\"department\":\"d%u\","
		    "\"operation\":\"o%u\",\"subject\":\"%s%u\"}\n",
		    e->day + 1, e->second / 3600, e->second / 60 % 60, e->second % 60, e->user,
		    e->department, e->operation, letter_of(e->subject), e->subject);
	else
		buf_addf(out, "2025-04-%02u %02u:%02u:%02u,u%u,d%u,o%u,%s%u\n", e->day + 1,
		    e->second / 3600, e->second / 60 % 60, e->second % 60, e->user, e->department,
		    e->operation, letter_of(e->subject), e->subject);
}

static bool
is_first(const struct event *a, const struct event *b)
{
	if (a->second != b->second)
		return a->second < b->second;
	return a->file != b->file ? a->file < b->file : a->line < b->line;
}

/* By definition: for every combination, look at every event. */
static void
reference(const struct event *events, char paths[FILES][64], struct buf *out)
{
	for (unsigned d = 0; d < DAYS; d++)
		for (unsigned u = 0; u < USERS; u++)
			for (unsigned g = 0; g < DEPARTMENTS; g++)
				for (unsigned o = 0; o < OPERATIONS; o++) {
					const struct event *first = NULL;
					unsigned n = 0, last = 0;
					for (size_t i = 0; i < EVENTS; i++) {
						const struct event *e = &events[i];
						if (e->day != d || e->user != u ||
						    e->department != g || e->operation != o)
							continue;
						n++;
						if (e->second > last)
							last = e->second;
						if (first == NULL || is_first(e, first))
							first = e;
					}
					if (n == 0)
						continue;
					unsigned f = first->second;
					buf_addf(out,
					    "activity user=u%u department=d%u operation=o%u "
					    "day=2025-04-%02u events=%u "
					    "first_time=2025-04-%02uT%02u:%02u:%02u+09:00 "
					    "last_time=2025-04-%02uT%02u:%02u:%02u+09:00 file=%s "
					    "line=%u\n",
					    u, g, o, d + 1, n, d + 1, f / 3600, f / 60 % 60, f % 60,
					    d + 1, last / 3600, last / 60 % 60, last % 60,
					    paths[first->file], first->line);
				}
	for (unsigned d = 0; d < DAYS; d++)
		for (unsigned u = 0; u < USERS; u++) {
			bool seen[SUBJECTS] = { false };
			const struct event *first = NULL;
			unsigned n = 0;
			for (size_t i = 0; i < EVENTS; i++) {
				const struct event *e = &events[i];
				if (e->day != d || e->user != u)
					continue;
				n += !seen[e->subject];
				seen[e->subject] = true;
				if (first == NULL || is_first(e, first))
					first = e;
			}
			if (n > 0)
				buf_addf(out,
				    "activity_subject user=u%u day=2025-04-%02u subjects=%u "
				    "file=%s line=%u\n",
				    u, d + 1, n, paths[first->file], first->line);
		}
}

static const struct event *
first_of_day(const struct event *events, unsigned day, unsigned user)
{
	const struct event *first = NULL;

	for (size_t i = 0; i < EVENTS; i++)
		if (events[i].day == day && events[i].user == user &&
		    (first == NULL || is_first(&events[i], first)))
			first = &events[i];
	return first;
}

struct person {
	char shown[PSEUDONYM_TEXT_BYTES + 1];
	unsigned subject;
};

static int
compare_persons(const void *a, const void *b)
{
	return strcmp(((const struct person *)a)->shown, ((const struct person *)b)->shown);
}

/* The users of each subject and day, subjects in the order of their pseudonyms. */
static void
users_reference(const struct event *events, char paths[FILES][64], struct buf *out)
{
	struct person persons[SUBJECTS];

	for (unsigned s = 0; s < SUBJECTS; s++) {
		char text[24];
		snprintf(text, sizeof text, "%s%u", letter_of(s), s);
		pseudonym_of(&pseudonym, str_of(text), persons[s].shown);
		persons[s].subject = s;
	}
	qsort(persons, SUBJECTS, sizeof *persons, compare_persons);
	for (unsigned d = 0; d < DAYS; d++)
		for (unsigned s = 0; s < SUBJECTS; s++) {
			bool looked[USERS] = { false };
			unsigned users = 0;
			for (size_t i = 0; i < EVENTS; i++) {
				const struct event *e = &events[i];
				if (e->day != d || e->subject != persons[s].subject)
					continue;
				users += !looked[e->user];
				looked[e->user] = true;
			}
			for (unsigned u = 0; u < USERS; u++) {
				if (!looked[u])
					continue;
				const struct event *first = first_of_day(events, d, u);
				buf_addf(out,
				    "subject_user subject=%s user=u%u day=2025-04-%02u users=%u "
				    "file=%s line=%u\n",
				    persons[s].shown, u, d + 1, users, paths[first->file],
				    first->line);
			}
		}
}

static void
count_progress(void *context, const struct progress_step *step)
{
	*(uint64_t *)context = step->done;
}

static void
same_as_reference(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct event *events = mem_alloc(EVENTS, sizeof *events);
		struct buf texts[FILES] = { 0 }, expected = { 0 };
		char paths[FILES][64];
		struct str files[FILES];
		unsigned lines[FILES] = { 1, 0, 1 };
		uint64_t random = seed, bytes = 0, total = 0;
		struct sent rows;

		buf_adds(&texts[0], "time,user,department,operation,subject\n");
		buf_adds(&texts[2], "time,user,department,operation,subject\n");
		for (size_t i = 0; i < EVENTS; i++) {
			struct event *e = &events[i];
			*e = (struct event){ .user = (unsigned)(next_random(&random) % USERS),
				.department = (unsigned)(next_random(&random) % DEPARTMENTS),
				.operation = (unsigned)(next_random(&random) % OPERATIONS),
				.subject = (unsigned)(next_random(&random) % SUBJECTS),
				.day = (unsigned)(next_random(&random) % DAYS),
				.second = (unsigned)(next_random(&random) % 86400),
				.file = (unsigned)(next_random(&random) % FILES) };
			e->line = ++lines[e->file];
			write_event(&texts[e->file], e, e->file == 1);
		}
		for (size_t i = 0; i < FILES; i++) {
			sent_file(texts[i].ptr, texts[i].len, paths[i]);
			files[i] = str_of(paths[i]);
			total += texts[i].len;
		}
		reference(events, paths, &expected);
		users_reference(events, paths, &expected);
		sent_init(&rows);
		struct log_job job = { .activity = true,
			.pseudonym = &pseudonym,
			.progress = count_progress,
			.progress_context = &bytes };
		assert_true(sent_logs(files, FILES, &job, &rows));
		assert_int_equal(sent_count(&rows, "log_file"), FILES);
		struct str got = buf_str(&rows.text);
		size_t at = str_find(got, STR("activity "), 0);
		assert_true(at != STR_NONE);
		assert_true(str_eq(str_from(got, at), buf_str(&expected)));
		assert_int_equal(bytes, total);
		for (size_t i = 0; i < FILES; i++) {
			unlink(paths[i]);
			buf_release(&texts[i]);
		}
		sent_release(&rows);
		buf_release(&expected);
		free(events);
	}
}

/* What is refused is named; the others are read, in the given order. */
static void
refused_among_others(void **state)
{
	char good[64], bad[64];
	struct sent rows;

	(void)state;
	sent_file("time,user\n2025-04-01 09:00:00,u1\n", 33, good);
	sent_file("\0\1\2\3", 4, bad);
	const struct str files[] = { str_of(bad), STR("/nonexistent/log.csv"), str_of(good),
		STR("/tmp") };
	sent_init(&rows);
	struct log_job job = { .activity = true, .pseudonym = &pseudonym };
	assert_false(sent_logs(files, COUNT_OF(files), &job, &rows));
	assert_int_equal(rows.diags.errors, 3);
	assert_int_equal(sent_count(&rows, "log_file"), 1);
	assert_int_equal(sent_count(&rows, "activity "), 1);
	sent_release(&rows);
	unlink(good);
	unlink(bad);
}

static void
in_process(void **state)
{
	static const char *const texts[] = {
		"{user: u1, operation: 照会, time: 2025-04-01 09:00, 件数: '1,200', own: x}",
		"{職員番号: u2, operation: 印刷, time: 2025-04-01 10:00, count: 3, subject: 77}",
		"{user: u3}",
		"[u4]",
		"{user: u5, time: 2025-04-02 10:00, operation: null}",
	};
	struct arena arena = { 0 };
	struct sent rows;

	(void)state;
	sent_init(&rows);
	struct sigma_rule *rule = sigma_compile(
	    flow_parse(
		&arena, "{a: {count|gt: 1000, own: X}, b: {operation: null}, condition: a or b}"),
	    STR("r"), NULL, &rows.diags);
	const struct log_detection detection = { .rule = STR("r"), .sigma = rule };
	const struct log_job job = { .detections = &detection,
		.detection_count = 1,
		.activity = true,
		.pseudonym = &pseudonym };
	struct log_events *events = log_events_new(&job, STR("test"));
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		(void)log_events_add(events, flow_parse(&arena, texts[i]), (uint32_t)i + 1);
	struct log_store *store = log_store_new();
	log_events_end(events, store, &rows.sink, &rows.diags);
	sent_store(store, &rows);
	assert_int_equal(sent_count(&rows, "match"), 2);
	assert_true(sent_have(&rows, "user=u1 operation=照会 count=1200 file=test line=1"));
	assert_true(sent_have(&rows, "user=u5 file=test line=5"));
	assert_true(sent_have(&rows, "records=3 bad_records=2"));
	assert_true(sent_have(&rows, "activity user=u2 operation=印刷 day=2025-04-01 events=1"));
	assert_true(sent_have(&rows, "activity_subject user=u2 day=2025-04-01 subjects=1"));
	assert_true(sent_have(&rows, "user=u2 day=2025-04-01 users=1 file=test line=2"));
	assert_true(sent_diag(&rows, DIAG_LOG_RECORD_NO_TIME, 3));
	sigma_free(rule);
	sent_release(&rows);
	arena_release(&arena);
}

/* Revealed is what is a plain number; 個人番号 are masked even then, and what is no number stays a pseudonym. */
static void
revealed(void **state)
{
	static const char text[] = "time,user,subject\n2025-04-01 09:00:00,u1,0012345\n"
				   "2025-04-01 09:00:00,u1,123456789018\n"
				   "2025-04-01 09:00:00,u1,A7\n2025-04-01 09:00:00,,0012345\n";
	const struct pseudonym open = { .key = { 9 }, .reveal = true };
	struct log_job job = { .activity = true, .pseudonym = &open };
	char expected[64], shown[PSEUDONYM_TEXT_BYTES + 1];
	struct sent rows;

	(void)state;
	sent_init(&rows);
	READ_TEXT(&job, text, &rows);
	assert_int_equal(sent_count(&rows, "subject_user "), 3);
	assert_true(
	    sent_have(&rows, "subject_user subject=0012345 user=u1 day=2025-04-01 users=1"));
	assert_true(sent_have(&rows, "subject_user subject=************ user=u1 "));
	pseudonym_of(&pseudonym, STR("A7"), shown);
	snprintf(expected, sizeof expected, "subject_user subject=%s user=u1 ", shown);
	assert_true(sent_have(&rows, expected));
	sent_release(&rows);
	/* Hidden, all of them are. */
	job.pseudonym = &pseudonym;
	sent_init(&rows);
	READ_TEXT(&job, text, &rows);
	assert_int_equal(sent_count(&rows, "subject_user subject=s:"), 3);
	assert_false(sent_have(&rows, "12345"));
	sent_release(&rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_as_reference),
		cmocka_unit_test(refused_among_others),
		cmocka_unit_test(in_process),
		cmocka_unit_test(revealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
