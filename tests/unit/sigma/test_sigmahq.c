/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every rule of SigmaHQ (an archive beside the repository, PIACHECK_SHARED/sigma/sigmahq-rules.tar.gz) compiles or is refused for a
 * reason that has a name. The rules stay where they are: their licence wants their authors named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "doc/doc.h"
#include "sigma/sigma.h"
#include "support/sinks.h"
#include "base/banned.h"

struct tally {
	size_t files, rules, compiled, refused, without, unexpected;
	size_t reasons[DIAG_CODE_COUNT];
};

/* What this version says no to, by name. Any other code is a fault of ours. */
static bool
is_expected(enum diag_code code)
{
	return code == DIAG_SIGMA_PLACEHOLDER || code == DIAG_SIGMA_TIMEFRAME ||
	    code == DIAG_SIGMA_AGGREGATION;
}

static void
take_rule(struct tally *tally, struct str name, struct str text)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	const struct sink sink = sink_keeping_diags(&diags);
	struct node **documents = NULL;
	size_t count = doc_parse_yaml_all(text, name, &arena, &sink, &documents);

	tally->files++;
	if (diags.errors > 0) {
		struct buf line = { 0 };
		diag_line(&diags.list[0], LANG_EN, &line);
		print_message("%.*s", STR_ARG(buf_str(&line)));
		buf_release(&line);
	}
	for (size_t i = 0; i < count; i++) {
		const struct node *detection = node_find(documents[i], "detection");
		if (detection == NULL) {
			tally->without++;
			continue;
		}
		struct diags of_rule = { 0 };
		tally->rules++;
		struct sigma_rule *rule = sigma_compile(detection, name, NULL, &of_rule);
		tally->compiled += rule != NULL;
		tally->refused += rule == NULL;
		assert_int_equal(rule == NULL, of_rule.errors > 0);
		if (rule == NULL)
			tally->reasons[of_rule.list[0].code]++;
		for (size_t k = 0; k < of_rule.count; k++) {
			assert_true(of_rule.list[k].line > 0);
			if (is_expected(of_rule.list[k].code))
				continue;
			/* unsupported/ holds what is no Sigma 2 any more: said, not counted. */
			tally->unexpected += !str_starts(name, STR("./unsupported/"));
			struct buf line = { 0 };
			diag_line(&of_rule.list[k], LANG_EN, &line);
			print_message("%.*s", STR_ARG(buf_str(&line)));
			buf_release(&line);
		}
		sigma_free(rule);
		diags_release(&of_rule);
	}
	diags_release(&diags);
	arena_release(&arena);
}

/* ustar: a block of 512 bytes with name and size, then the file in whole blocks. */
static void
walk(gzFile archive, struct tally *tally)
{
	static unsigned char header[512];

	while (gzread(archive, header, sizeof header) == (int)sizeof header && header[0] != '\0') {
		size_t size = 0, name_len = 0;
		for (size_t i = 124; i < 136 && header[i] >= '0' && header[i] <= '7'; i++)
			size = size * 8 + (size_t)(header[i] - '0');
		while (name_len < 100 && header[name_len] != '\0')
			name_len++;
		size_t whole = (size + 511) / 512 * 512;
		char *text = mem_alloc(1, whole + 1);
		assert_int_equal(gzread(archive, text, (unsigned)whole), (int)whole);
		struct str name = { (char *)header, name_len };
		/* A longer name stands in another block: cut here at 100 bytes. */
		if (header[156] == '0' && (str_ends(name, STR(".yml")) || name_len == 100))
			take_rule(tally, name, (struct str){ text, size });
		free(text);
	}
}

static void
every_rule(void **state)
{
	const char *shared = getenv("PIACHECK_SHARED");
	struct buf path = { 0 }, name = { 0 };
	struct tally tally = { 0 };

	(void)state;
	buf_addf(&path, "%s/sigma/sigmahq-rules.tar.gz", shared == NULL ? "../shared" : shared);
	gzFile archive = access(path.ptr, R_OK) == 0 ? gzopen(path.ptr, "rb") : NULL;
	buf_release(&path);
	if (archive == NULL)
		skip();
	walk(archive, &tally);
	gzclose(archive);
	print_message(
	    "%zu files, %zu rules: %zu compile, %zu are refused; %zu documents without detection\n",
	    tally.files, tally.rules, tally.compiled, tally.refused, tally.without);
	for (size_t i = 0; i < DIAG_CODE_COUNT; i++) {
		if (tally.reasons[i] == 0)
			continue;
		buf_clear(&name);
		diag_code_name((enum diag_code)i, &name);
		print_message("  %-28s %zu\n", name.ptr, tally.reasons[i]);
	}
	buf_release(&name);
	assert_true(tally.rules > 3000);
	assert_int_equal(tally.compiled + tally.refused, tally.rules);
	assert_int_equal(tally.unexpected, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_rule) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
