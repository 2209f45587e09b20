/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of findings, total, so that the same input gives the same bytes; and their fingerprints, which must not
 * depend on that order but for findings that are alike in everything.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "finding/inner.h"
#include "base/banned.h"

enum { FINGERPRINT_BYTES = 16 };

/* The parts of a form in their printed order. */
static const char *const sections[] = { "cover", "I", "II", "III", "IV", "V", "VI", "app1", "app2",
	"app3" };

static int
cmp_size(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* Rank of the section that an id begins with; *len is what it takes. Unknown ones come last. */
static size_t
section_rank(struct str id, size_t *len)
{
	size_t n = 0;

	while (n < id.len && id.ptr[n] != '.' && id.ptr[n] != '@')
		n++;
	*len = n;
	for (size_t i = 0; i < COUNT_OF(sections); i++)
		if (str_is(str_sub(id, 0, n), sections[i]))
			return i;
	*len = 0;
	return COUNT_OF(sections);
}

static struct str
take_digits(struct str *text)
{
	struct str all = *text;
	size_t n = 0, zeros = 0;

	while (n < all.len && str_is_digit(all.ptr[n]))
		n++;
	while (zeros < n && all.ptr[zeros] == '0')
		zeros++;
	*text = str_from(all, n);
	return str_sub(all, zeros, n - zeros);
}

/* By bytes, but runs of digits as numbers: 2 before 10. Equal only when the bytes are. */
static int
natural_cmp(struct str a, struct str b)
{
	struct str x = a, y = b;

	while (x.len > 0 && y.len > 0) {
		if (str_is_digit(x.ptr[0]) && str_is_digit(y.ptr[0])) {
			struct str m = take_digits(&x), n = take_digits(&y);
			int c = m.len != n.len ? cmp_size(m.len, n.len) : str_cmp(m, n);

			if (c != 0)
				return c;
		} else if (x.ptr[0] != y.ptr[0]) {
			return (unsigned char)x.ptr[0] < (unsigned char)y.ptr[0] ? -1 : 1;
		} else {
			x = str_from(x, 1);
			y = str_from(y, 1);
		}
	}
	if (x.len != y.len)
		return cmp_size(x.len, y.len);
	return str_cmp(a, b);
}

int
finding_item_cmp(struct str a, struct str b)
{
	size_t a_len, b_len;
	int c = cmp_size(section_rank(a, &a_len), section_rank(b, &b_len));

	return c != 0 ? c : natural_cmp(str_from(a, a_len), str_from(b, b_len));
}

/* What concerns no assessment, or no item, comes behind what does. */
static int
empty_last(struct str a, struct str b)
{
	return (a.len == 0) - (b.len == 0);
}

static int
cmp_place(const struct finding *a, const struct finding *b)
{
	int c = str_cmp(a->file, b->file);

	if (c == 0)
		c = cmp_size(a->line, b->line);
	return c != 0 ? c : cmp_size(a->column, b->column);
}

static int
cmp_findings(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int c = empty_last(a->assessment, b->assessment);

	if (c == 0)
		c = natural_cmp(a->assessment, b->assessment);
	if (c == 0)
		c = finding_review(a) - finding_review(b);
	if (c == 0)
		c = empty_last(a->item, b->item);
	if (c == 0)
		c = finding_item_cmp(a->item, b->item);
	if (c == 0)
		c = (int)b->severity - (int)a->severity;
	if (c == 0)
		c = str_cmp(a->rule->id, b->rule->id);
	if (c == 0)
		c = cmp_place(a, b);
	if (c == 0)
		c = str_cmp(a->subject, b->subject);
	if (c == 0)
		c = str_cmp(a->content, b->content);
	if (c == 0)
		c = str_cmp(a->message.ja, b->message.ja);
	if (c == 0)
		c = str_cmp(a->message.en, b->message.en);
	return c != 0 ? c : strcmp(a->fingerprint, b->fingerprint);
}

static int
cmp_missing(const void *left, const void *right)
{
	const struct no_evidence *a = left, *b = right;
	int c = empty_last(a->assessment, b->assessment);

	if (c == 0)
		c = natural_cmp(a->assessment, b->assessment);
	if (c == 0)
		c = str_cmp(a->rule->id, b->rule->id);
	if (c == 0)
		c = str_cmp(a->scope, b->scope);
	return c != 0 ? c : str_cmp(a->reason.ja, b->reason.ja);
}

void
finding_sort(struct finding_run *run)
{
	if (run->no_evidence_count > 1)
		qsort(run->no_evidence, run->no_evidence_count, sizeof *run->no_evidence,
		    cmp_missing);
	if (run->count > 1)
		qsort(run->list, run->count, sizeof *run->list, cmp_findings);
}

static void
hash_part(crypto_generichash_state *state, struct str part)
{
	static const unsigned char end = 0;

	if (part.len > 0)
		crypto_generichash_update(state, (const unsigned char *)part.ptr, part.len);
	crypto_generichash_update(state, &end, 1);
}

static void
fingerprint_hash(const struct finding *f, char hex[FINGERPRINT_BYTES * 2 + 1])
{
	crypto_generichash_state state;
	unsigned char hash[FINGERPRINT_BYTES];
	struct arena arena = { 0 };
	struct str content = f->content.len > 0 ? f->content : finding_text(&f->message, LANG_JA);

	crypto_generichash_init(&state, NULL, 0, sizeof hash);
	hash_part(&state, f->rule->id);
	hash_part(&state, f->item);
	hash_part(&state, f->subject);
	hash_part(&state, str_base_name(f->assessment));
	hash_part(&state, str_base_name(f->file));
	hash_part(&state, text_key(&arena, content));
	crypto_generichash_final(&state, hash, sizeof hash);
	sodium_bin2hex(hex, FINGERPRINT_BYTES * 2 + 1, hash, sizeof hash);
	arena_release(&arena);
}

struct mark {
	char hex[FINGERPRINT_BYTES * 2 + 1];
	size_t at; /* in the list */
};

static int
cmp_marks(const void *left, const void *right)
{
	const struct mark *a = left, *b = right;
	int c = strcmp(a->hex, b->hex);

	return c != 0 ? c : cmp_size(a->at, b->at);
}

void
finding_set_fingerprints(struct finding_run *run)
{
	struct mark *marks = mem_alloc(run->count + 1, sizeof *marks);
	size_t count = 0, occurrence = 0;

	for (size_t i = 0; i < run->count; i++) {
		if (run->list[i].status == FINDING_FIXED)
			continue; /* has the one that it was found under */
		fingerprint_hash(&run->list[i], marks[count].hex);
		marks[count++].at = i;
	}
	qsort(marks, count, sizeof *marks, cmp_marks);
	for (size_t i = 0; i < count; i++) {
		struct finding *f = &run->list[marks[i].at];

		occurrence =
		    i > 0 && strcmp(marks[i].hex, marks[i - 1].hex) == 0 ? occurrence + 1 : 1;
		snprintf(f->fingerprint, sizeof f->fingerprint, "%s:%zu", marks[i].hex, occurrence);
	}
	free(marks);
}
