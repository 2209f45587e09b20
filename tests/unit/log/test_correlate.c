/* SPDX-License-Identifier: Apache-2.0 */
/* Correlations over logs: however the records are shared out among files, the hits are the same; what leaves is masked; the limit is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/scope.h"
#include "log/sent.h"
#include "sigma/flow.h"
#include "base/banned.h"

static const struct pseudonym hidden = { .key = { 9 } };

/* One detection, and correlations over it: the second counts the hits of the first. */
struct set {
	struct arena arena;
	struct diags diags;
	struct sigma_rule *rule;
	struct log_detection detection;
	struct log_correlation correlations[2];
	struct log_counted counted[2];
	struct log_job job;
};

static long
find_any(void *context, struct str name)
{
	(void)context;
	(void)name;
	return 0;
}

static void
set_open(struct set *s, const char *detection, const char *first, const char *second)
{
	const struct sigma_sources sources = { .find = find_any };
	const char *const texts[] = { first, second };

	*s = (struct set){ .counted = { { false, 0 }, { true, 0 } } };
	s->rule = sigma_compile(flow_parse(&s->arena, detection), STR("t"), NULL, &s->diags);
	assert_non_null(s->rule);
	s->detection = (struct log_detection){ .rule = STR("d"), .sigma = s->rule };
	s->job = (struct log_job){ .detections = &s->detection,
		.detection_count = 1,
		.correlations = s->correlations,
		.pseudonym = &hidden };
	for (size_t i = 0; i < 2 && texts[i] != NULL; i++) {
		s->correlations[i] =
		    (struct log_correlation){ .rule = i == 0 ? STR("first") : STR("second"),
			    .sigma = sigma_correlation_compile(&s->arena,
				flow_parse(&s->arena, texts[i]), STR("t"), -1, &sources, &s->diags),
			    .counted = &s->counted[i],
			    .at = { STR("t"), 7, 0 } };
		assert_non_null(s->correlations[i].sigma);
		s->job.correlation_count++;
	}
}

static void
set_close(struct set *s)
{
	sigma_free(s->rule);
	diags_release(&s->diags);
	arena_release(&s->arena);
}

static void
print_hits(struct log_store *store, const char *rule, struct buf *out)
{
	struct log_hit_row row;

	for (size_t i = 0; i < log_hits_count(store, str_of(rule)); i++) {
		log_hits_get(store, str_of(rule), i, &row);
		buf_addf(out, "%lld-%lld %llu", (long long)row.first, (long long)row.last,
		    (unsigned long long)row.events);
		for (size_t k = 0; k < row.group_count; k++)
			buf_addf(out, " %.*s=%.*s", STR_ARG(row.names[k]), STR_ARG(row.values[k]));
		buf_addc(out, '\n');
	}
}

static void
take_events(struct set *s, const char *events, struct log_store *store)
{
	const struct node *list = flow_parse(&s->arena, events);
	struct sent rows;

	sent_init(&rows);
	struct log_events *log = log_events_new(&s->job, STR("t.log"));
	for (size_t i = 0; i < list->count; i++)
		assert_true(log_events_add(log, list->items[i], (uint32_t)i + 1));
	log_events_end(log, store, &rows.sink, &s->diags);
	sent_release(&rows);
}

/* Subjects leave as pseudonyms under whatever name, 個人番号 not at all, and the record's own subject is no part of a note. */
static void
masks(void **state)
{
	struct log_store *store = log_store_new();
	struct buf out = { 0 };
	struct set s;

	(void)state;
	set_open(&s, "{a: {operation: x}, condition: a}",
	    "{type: event_count, rules: d, group-by: [user, 宛名番号, subject, detail, memo],"
	    " timespan: 1h, condition: {gte: 1}}",
	    NULL);
	take_events(&s,
	    "[{time: '2025-04-01T09:00:00', operation: x, user: 123456789018, 宛名番号: '00123456',"
	    " detail: 'of 00123456', memo: '1234-5678-9018'}]",
	    store);
	print_hits(store, "first", &out);
	assert_false(str_has(buf_str(&out), STR("00123456")));
	assert_false(str_has(buf_str(&out), STR("9018")));
	assert_true(str_has(buf_str(&out), STR("user=************")));
	assert_true(str_has(buf_str(&out), STR("宛名番号=s:")));
	assert_true(str_has(buf_str(&out), STR("detail=of s:")));
	buf_release(&out);
	log_store_free(store);
	set_close(&s);
}

/* More events in a window than the limit: no hits, also of what counts them, and a word for each. */
static void
limit(void **state)
{
	static const char events[] = "[{time: '2025-04-01T09:00:00', user: a},"
				     " {time: '2025-04-01T09:00:01', user: a},"
				     " {time: '2025-04-01T09:00:02', user: a}]";

	(void)state;
	for (uint64_t most = 2; most <= 3; most++) {
		struct log_store *store = log_store_new();
		bool good = most == 3;
		struct set s;

		set_open(&s, "{a: {user: a}, condition: a}",
		    "{type: event_count, rules: d, group-by: user, timespan: 1h, condition: {gte: "
		    "2}}",
		    "{type: event_count, rules: first, timespan: 1h, condition: {gte: 1}}");
		s.job.window_limit = most;
		take_events(&s, events, store);
		assert_int_equal(log_hits_count(store, STR("first")), good);
		assert_int_equal(log_hits_count(store, STR("second")), good);
		assert_int_equal(s.diags.errors, good ? 0 : 2);
		if (!good) {
			assert_int_equal(s.diags.list[0].code, DIAG_LOG_CORRELATION_LIMIT);
			assert_int_equal(s.diags.list[0].line, 7);
		}
		log_store_free(store);
		set_close(&s);
	}
}

/* Where no more can be written it is said, of each rule, and what could be wrong is not shown. */
static void
full_disk(void **state)
{
	const struct rlimit none = { 0, RLIM_INFINITY };
	struct log_store *store = log_store_new();
	struct rlimit before;
	struct set s;

	(void)state;
	set_open(&s, "{a: {user: a}, condition: a}",
	    "{type: event_count, rules: d, group-by: user, timespan: 1h, condition: {gte: 1}}",
	    "{type: event_count, rules: first, timespan: 1h, condition: {gte: 1}}");
	s.job.sort_memory = 1;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	take_events(&s,
	    "[{time: '2025-04-01T09:00:00', user: a}, {time: '2025-04-01T09:00:01', user: a}]",
	    store);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(log_hits_count(store, STR("first")), 0);
	assert_int_equal(log_hits_count(store, STR("second")), 0);
	assert_int_equal(s.diags.errors, 2);
	assert_int_equal(s.diags.list[0].code, DIAG_LOG_CORRELATION_DISK);
	assert_true(str_has(s.diags.list[0].args[1], STR("EFBIG")));
	assert_int_equal(s.diags.list[1].code, DIAG_LOG_CORRELATION_DISK);
	log_store_free(store);
	set_close(&s);
}

/* --- shared out at random ------------------------------------------------------------------------ */

enum { FILES = 3, EVENTS = 400, ROUNDS = 12 };

static uint64_t seed;

static unsigned
below(unsigned n)
{
	uint64_t z = (seed += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	return (unsigned)((z ^ (z >> 27)) % n);
}

/* The lines into so many files, in any order; the hits as text. */
static void
hits_of(struct set *s, const struct str *lines, size_t files, struct buf *out)
{
	struct log_store *store = log_store_new();
	struct buf texts[FILES] = { 0 };
	char paths[FILES][64];
	struct str names[FILES];
	size_t order[EVENTS];
	struct sent rows;

	sent_init(&rows);
	for (size_t i = 0; i < EVENTS; i++)
		order[i] = i;
	for (size_t i = EVENTS; i > 1; i--) {
		size_t k = below((unsigned)i), swap = order[i - 1];
		order[i - 1] = order[k];
		order[k] = swap;
	}
	for (size_t f = 0; f < files; f++)
		buf_adds(&texts[f], "time,user,terminal,result\n");
	for (size_t i = 0; i < EVENTS; i++)
		buf_add(&texts[below((unsigned)files)], lines[order[i]]);
	for (size_t f = 0; f < files; f++) {
		sent_file(texts[f].ptr, texts[f].len, paths[f]);
		names[f] = str_of(paths[f]);
		buf_release(&texts[f]);
	}
	assert_true(log_read(names, files, &s->job, store, &rows.sink, &s->diags));
	log_correlate(store, &s->job, &s->diags);
	assert_int_equal(s->diags.errors, 0);
	print_hits(store, "first", out);
	buf_adds(out, "--\n");
	print_hits(store, "second", out);
	for (size_t f = 0; f < files; f++)
		unlink(paths[f]);
	log_store_free(store);
	sent_release(&rows);
}

static void
shared_out(void **state)
{
	static const char *const firsts[] = {
		"{type: event_count, rules: d, group-by: [user], timespan: 3m, condition: {gte: "
		"4}}",
		"{type: value_count, rules: d, group-by: [user], timespan: 5m, condition: {field: "
		"terminal, gte: 3}}",
		"{type: event_count, rules: d, group-by: [user], timespan: 2m, condition: {lt: 3}}",
	};
	size_t hits = 0;

	(void)state;
	seed = 11;
	for (size_t round = 0; round < ROUNDS; round++) {
		struct arena arena = { 0 };
		struct str *lines = ARENA_ARRAY(&arena, struct str, EVENTS);
		struct buf whole = { 0 };
		struct set s;

		set_open(&s, "{a: {result: failure}, condition: a}", firsts[round % 3],
		    "{type: event_count, rules: first, timespan: 20m, condition: {gte: 2}}");
		/* No two at one moment: which came first would be nobody's to say. */
		for (size_t i = 0; i < EVENTS; i++)
			lines[i] = arena_printf(&arena, "2025-04-01 %02zu:%02zu:%02zu,u%u,t%u,%s\n",
			    9 + i * 20 / 3600, i * 20 / 60 % 60, i * 20 % 60, below(4), below(4),
			    below(2) ? "failure" : "success");
		hits_of(&s, lines, 1, &whole);
		hits += str_has(buf_str(&whole), STR("user="));
		for (size_t files = 1; files <= FILES; files++) {
			struct buf parts = { 0 };
			/* Of 64 bytes and more each: as many runs as events, or a few. */
			s.job.sort_memory = files == 1 ? 1 : files == 2 ? 2000 : 0;
			hits_of(&s, lines, files, &parts);
			assert_string_equal(parts.ptr, whole.ptr);
			buf_release(&parts);
		}
		buf_release(&whole);
		arena_release(&arena);
		set_close(&s);
	}
	assert_in_range(hits, ROUNDS / 2, ROUNDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks),
		cmocka_unit_test(limit),
		cmocka_unit_test(full_disk),
		cmocka_unit_test(shared_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
