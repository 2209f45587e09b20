/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions of rule SQL that give rows, and the passages below them: any two texts (parted by the first NUL) end in rows, within
 * bounds; hashes in writing are read back as they were; a passage compared with itself has no difference.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/passage.h"
#include "rule/evaluate.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const queries[] = {
	"SELECT term, n, usual, usual_n FROM variants(?1)",
	"SELECT value, distance FROM near(?1, ?2, '2')",
	"SELECT value FROM doubled(?1, '4')",
	"SELECT value, goes_on, elsewhere FROM cut_word(?1, ?2)",
	"SELECT name, passage, same, differences, lost, sentence FROM passages(?1, ?2)",
	"SELECT no, value, whole FROM matches('([ァ-ヶー]{2,})(の|を)?', ?1)",
};

/* One database for all inputs. */
struct trial {
	struct rules rules;
	struct diags diags;
	struct evidence *evidence;
};

static void
run_queries(struct evidence *evidence, struct str a, struct str b)
{
	for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
		sqlite3_stmt *rows = NULL;

		evidence_statement(evidence, &rows, queries[i]);
		sqlite3_bind_text64(rows, 1, a.ptr, a.len, SQLITE_STATIC, SQLITE_UTF8);
		if (sqlite3_bind_parameter_count(rows) > 1)
			sqlite3_bind_text64(rows, 2, b.ptr, b.len, SQLITE_STATIC, SQLITE_UTF8);
		while (sqlite3_step(rows) == SQLITE_ROW)
			for (int k = 0; k < sqlite3_column_count(rows); k++)
				BUG_IF(column_str(rows, k).len > a.len + b.len + 32);
		sqlite3_finalize(rows);
	}
}

static void
check_passages(struct str text)
{
	struct arena arena = { 0 };
	struct passage passage;

	while (passage_next(&text, &arena, &passage)) {
		struct passage_known known = { passage.shingles, passage.shingle_count };
		struct passage_library library;
		struct buf written = { 0 };
		uint32_t *back;
		size_t count;

		BUG_IF(passage.count < PASSAGE_LETTERS_MIN || passage.count > PASSAGE_LETTERS_MAX);
		passage_write(passage.shingles, passage.shingle_count, &written);
		BUG_IF(!passage_parse(buf_str(&written), &arena, &back, &count));
		BUG_IF(count != passage.shingle_count ||
		    back[count - 1] != passage.shingles[count - 1]);
		BUG_IF(
		    passage_compare(&passage, back, count, NULL, 0, &count) != 1000 || count != 0);
		passage_library_init(&library, &known, 1);
		BUG_IF(passage_library_find(&library, &passage) != 0);
		passage_library_release(&library);
		buf_release(&written);
	}
	arena_release(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct trial trial;
	struct str b, a = str_split((struct str){ (const char *)data, size }, '\0', &b);

	if (trial.evidence == NULL)
		trial.evidence =
		    evidence_new(&trial.rules, (struct date){ 2026, 1, 15 }, &trial.diags);
	check_passages(a);
	check_passages(b);
	run_queries(trial.evidence, a, b);
	return 0;
}
