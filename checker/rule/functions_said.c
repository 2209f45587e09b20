/* SPDX-License-Identifier: Apache-2.0 */
/*
 * said(pattern): every place where the assessment says it, in the normalised texts of its items that are read or proposed.
 *
 *   row       item, label, type, no (of the place within the item, from 1), value (its first group, else the whole), whole, excerpt
 *
 * The same as matches() over the table item, for a small part of the cost: most rules look for words that a form does not have, so
 * what all texts and each of them are made of is kept, and held against the words that a pattern cannot do without.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rule/sql_functions.h"
#include "rule/table_functions.h"
#include "base/banned.h"

/* Which runs of GRAM bytes a text has: a bit for each hash. Two Japanese characters have three of them. */
enum { GRAM = 4, ALL_BITS = 16, TEXT_BITS = 11 };

struct said_text {
	struct str item, label, type, norm;
	uint64_t grams[(1 << TEXT_BITS) / 64];
};

struct said_texts {
	struct arena arena;
	bool known; /* read from the present assessment */
	struct said_text *list;
	size_t count, room;
	uint64_t grams[(1 << ALL_BITS) / 64];
};

static uint32_t
gram_at(const char *p)
{
	uint32_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	return bytes * UINT32_C(2654435761);
}

static void
add_gram(uint64_t *grams, uint32_t gram, unsigned bits)
{
	grams[gram >> (32 - bits) >> 6] |= UINT64_C(1) << (gram >> (32 - bits) & 63);
}

static bool
has_gram(const uint64_t *grams, uint32_t gram, unsigned bits)
{
	return (grams[gram >> (32 - bits) >> 6] >> (gram >> (32 - bits) & 63) & 1) != 0;
}

/* --- what a pattern cannot do without -------------------------------------------------------------- */

/* The grams of all plain runs of an alternative: a text that it matches has every one. None: it may match any text. */
enum { ALTERNATIVES_MAX = 16, GRAMS_MAX = 96 };
struct alternative {
	uint32_t grams[GRAMS_MAX];
	size_t count;
};

struct scan {
	struct str pattern;
	size_t at;
	struct str run; /* plain characters */
	struct alternative *alternative;
};

static void
end_run(struct scan *s)
{
	struct alternative *a = s->alternative;

	for (size_t i = 0; i + GRAM <= s->run.len && a->count < GRAMS_MAX; i++)
		a->grams[a->count++] = gram_at(s->run.ptr + i);
	s->run.len = 0;
}

/* Behind the bracket that closes the group or class at s->at; false: none does, or it is more than this knows. */
static bool
skip_bracket(struct scan *s)
{
	const struct str p = s->pattern;
	size_t depth = 0;

	for (; s->at < p.len; s->at++) {
		char c = p.ptr[s->at];

		if (c == '\\') {
			s->at++;
		} else if (c == '[') {
			/* A ] that comes first, [^]…] and [[:…:]] are rare: not known. */
			size_t end = str_find_char(p, ']', s->at), inner;

			if (end == STR_NONE || end == s->at + 1 || p.ptr[end - 1] == '^' ||
			    p.ptr[end - 1] == '\\')
				return false;
			inner = str_find_char(p, '[', s->at + 1);
			if (inner < end)
				return false;
			s->at = end;
			if (depth == 0)
				break;
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && --depth == 0) {
			break;
		}
	}
	if (s->at >= p.len)
		return false;
	s->at++;
	return true;
}

static bool
is_quantifier(char c)
{
	return c == '?' || c == '*' || c == '+' || c == '{';
}

/* The last character of the run is taken out of it: it may be there not at all. */
static void
drop_last(struct str *run)
{
	while (run->len > 0 && ((unsigned char)run->ptr[run->len - 1] & 0xC0) == 0x80)
		run->len--;
	if (run->len > 0)
		run->len--;
}

/* One step behind s->at; false: not known. */
static bool
scan_one(struct scan *s)
{
	const struct str p = s->pattern;
	char c = p.ptr[s->at];

	if (c == '(' || c == '[') {
		end_run(s);
		return skip_bracket(s);
	}
	if (is_quantifier(c)) {
		drop_last(&s->run);
		end_run(s);
		size_t end = c == '{' ? str_find_char(p, '}', s->at) : s->at;
		if (end == STR_NONE)
			return false;
		s->at = end + 1;
		return true;
	}
	if (c == '\\') {
		char next = s->at + 1 < p.len ? p.ptr[s->at + 1] : 'a';

		end_run(s);
		/* \( and the like are plain, but not in a row with the others; \d, \Q, \p{…} are not known. */
		if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') ||
		    str_is_digit(next))
			return false;
		s->at += 2;
		return true;
	}
	if (c == '.' || c == '^' || c == '$') {
		end_run(s);
		s->at++;
		return true;
	}
	if (s->run.len == 0)
		s->run.ptr = p.ptr + s->at;
	s->run.len++;
	s->at++;
	return true;
}

/* Settings within a pattern change what its characters mean; "(?" before a small letter is one, (*…) at the head too. */
static bool
has_settings(struct str pattern)
{
	for (size_t at = str_find(pattern, STR("(?"), 0); at != STR_NONE;
	     at = str_find(pattern, STR("(?"), at + 2)) {
		char c = at + 2 < pattern.len ? pattern.ptr[at + 2] : '^';

		if (c != ':' && c != '=' && c != '!' && c != '<' && c != '>')
			return true;
	}
	/* (*ACCEPT) ends a match before the rest was there. */
	return str_starts(pattern, STR("(*")) || str_has(pattern, STR("(*A"));
}

struct needs {
	struct alternative list[ALTERNATIVES_MAX];
	size_t count; /* 0: nothing is known */
};

static void
needs_read(struct needs *needs, struct str pattern)
{
	struct scan s = { .pattern = pattern, .alternative = &needs->list[0] };

	needs->count = 0;
	needs->list[0].count = 0;
	if (has_settings(pattern))
		return;
	for (size_t count = 1;; count++) {
		while (s.at < pattern.len && pattern.ptr[s.at] != '|')
			if (!scan_one(&s))
				return;
		end_run(&s);
		if (s.alternative->count == 0)
			return;
		if (s.at == pattern.len) {
			needs->count = count;
			return;
		}
		if (count == ALTERNATIVES_MAX)
			return;
		s.alternative = &needs->list[count];
		s.alternative->count = 0;
		s.at++;
	}
}

static bool
may_match(const struct needs *needs, const uint64_t *grams, unsigned bits)
{
	for (size_t i = 0; i < needs->count; i++) {
		const struct alternative *a = &needs->list[i];
		size_t k = 0;

		while (k < a->count && has_gram(grams, a->grams[k], bits))
			k++;
		if (k == a->count)
			return true;
	}
	return needs->count == 0;
}

/* --- the texts of the present assessment ------------------------------------------------------------- */

static void
read_texts(struct evidence *evidence, struct said_texts *texts)
{
	enum sandbox_mode mode = evidence->sandbox.mode;
	sqlite3_stmt *items = evidence_statement(evidence, &evidence->said_items,
	    "SELECT id, label, type, norm FROM main.item"
	    " WHERE state IN ('read', 'proposed') AND norm IS NOT NULL ORDER BY rowid");

	while (sqlite3_step(items) == SQLITE_ROW) {
		struct said_text *text = ARRAY_ADD(texts->list, texts->count, texts->room);

		*text = (struct said_text){
			.item = arena_str(&texts->arena, column_str(items, 0)),
			.label = arena_str(&texts->arena, column_str(items, 1)),
			.type = arena_str(&texts->arena, column_str(items, 2)),
			.norm = arena_str(&texts->arena, column_str(items, 3)),
		};
		for (size_t i = 0; i + GRAM <= text->norm.len; i++) {
			uint32_t gram = gram_at(text->norm.ptr + i);

			add_gram(text->grams, gram, TEXT_BITS);
			add_gram(texts->grams, gram, ALL_BITS);
		}
	}
	sqlite3_reset(items);
	texts->known = true;
	evidence->sandbox.mode = mode;
}

void
said_texts_forget(struct said_texts *texts)
{
	if (texts == NULL || !texts->known)
		return;
	arena_release(&texts->arena);
	texts->count = 0;
	memset(texts->grams, 0, sizeof texts->grams);
	texts->known = false;
}

void
said_texts_free(struct said_texts *texts)
{
	said_texts_forget(texts);
	if (texts != NULL)
		free(texts->list);
	free(texts);
}

/* --- rows -------------------------------------------------------------------------------------------- */

struct saying {
	struct table_rows *rows;
	const struct said_text *text;
	int64_t no;
};

/* The texts may go before the rows do. What is empty at the end of a text has no place, as with matches(). */
static struct str
copy(struct table_rows *rows, struct str text)
{
	return text.ptr == NULL ? text : arena_str(&rows->arena, text);
}

static bool
add(void *context, struct str whole, struct str group)
{
	struct saying *saying = context;
	struct table_rows *rows = saying->rows;
	const struct str norm = saying->text->norm;
	size_t from = whole.ptr == NULL ? norm.len : (size_t)(whole.ptr - norm.ptr);
	struct buf excerpt = { 0 };

	if (!table_may_add(rows))
		return false;
	regex_excerpt(norm, from, from + whole.len, &excerpt);
	table_text(rows, copy(rows, saying->text->item));
	table_text(rows, copy(rows, saying->text->label));
	table_text(rows, copy(rows, saying->text->type));
	table_number(rows, ++saying->no);
	table_text(rows, copy(rows, group));
	table_text(rows, copy(rows, whole));
	table_text(rows, copy(rows, buf_str(&excerpt)));
	buf_release(&excerpt);
	return true;
}

static void
fill_said(struct table_rows *rows, const struct str *arguments)
{
	struct evidence *evidence = rows->evidence;
	struct needs needs;

	if (evidence->said == NULL)
		evidence->said = mem_alloc(1, sizeof *evidence->said);
	struct said_texts *texts = evidence->said;
	if (!texts->known)
		read_texts(evidence, texts);
	needs_read(&needs, arguments[0]);
	if (!may_match(&needs, texts->grams, ALL_BITS))
		return;
	for (size_t i = 0; i < texts->count; i++) {
		struct saying saying = { rows, &texts->list[i], 0 };

		if (may_match(&needs, texts->list[i].grams, TEXT_BITS) &&
		    !regex_each(evidence, arguments[0], texts->list[i].norm, &saying, add)) {
			rows->fault = "regular expression";
			return;
		}
	}
}

const struct table_function functions_said[] = {
	{ "said", "item, label, type, no, value, whole, excerpt", 1, fill_said },
	{ NULL, NULL, 0, NULL },
};
