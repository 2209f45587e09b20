/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a cell of 変更箇所 fit a value? Offices copy excerpts, leave parts out with （略）, and write （追記）; what was read from an
 * image has slips. So texts are compared as far as they are comparable: what is quite another text is unclear, not wrong.
 */
#include "base/scope.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

enum {
	SHORT_CHARS = 80,   /* a value as short as that is written whole */
	EXCERPT_CHARS = 30, /* a cell as short as that is no excerpt */
	ALIKE_PERCENT = 75, /* of the shorter text: the same passage, not the same words */
	WHERE_CHARS = 40,   /* of a difference that are shown */
};

/* Tags that readers of images leave: <p>, </ul>, <ul style=…>. ＜中間サーバーにおける措置＞ is no tag. */
static struct str
without_tags(struct arena *arena, struct str text)
{
	struct buf out = { 0 };

	if (str_find_char(text, '<', 0) == STR_NONE)
		return text;
	for (size_t at = 0; at < text.len;) {
		char next = at + 1 < text.len ? text.ptr[at + 1] : '\0';
		size_t end = str_find_char(text, '>', at);

		if (text.ptr[at] == '<' && (str_is_alpha(next) || next == '/') && end != STR_NONE &&
		    end - at < 120) {
			at = end + 1;
			continue;
		}
		buf_addc(&out, text.ptr[at++]);
	}
	struct str result = arena_str(arena, buf_str(&out));
	buf_release(&out);
	return result;
}

static struct str
without_marks(struct str key)
{
	static const char *const marks[] = { "(追記)", "(追加)", "(新規)", "(新設)", "(一部追記)",
		"(一部修正)", "(修正)", "(変更なし)", "(削除)", "【追記】", "【追加】" };

	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (str_starts(key, str_of(marks[i])))
			key = str_from(key, str_of(marks[i]).len);
	return key;
}

struct str
change_clean(struct arena *arena, struct str text)
{
	return without_marks(text_key(arena, without_tags(arena, text)));
}

/* All pieces between the signs of what is left out stand in the other text, in any order. */
static bool
holds_pieces(struct str whole, struct str text)
{
	static const char *const gaps[] = { "(略)", "(中略)", "(省略)", "...", "…", "~~" };
	bool parted = false;

	for (size_t at = 0; at < text.len;) {
		size_t next = STR_NONE, len = 0;

		for (size_t i = 0; i < COUNT_OF(gaps); i++) {
			size_t found = str_find(text, str_of(gaps[i]), at);

			if (found < next) {
				next = found;
				len = str_of(gaps[i]).len;
			}
		}
		struct str piece =
		    next == STR_NONE ? str_from(text, at) : str_sub(text, at, next - at);
		parted |= next != STR_NONE;
		if (!str_has(whole, piece))
			return false;
		if (next == STR_NONE)
			break;
		at = next + len;
	}
	return parted || str_has(whole, text);
}

static struct str
shortened(struct arena *arena, struct str text)
{
	size_t at = 0;

	if (text_chars(text) <= WHERE_CHARS)
		return text;
	for (size_t i = 0; i < WHERE_CHARS; i++)
		text_next(text, &at);
	return arena_join(arena, str_sub(text, 0, at), STR("…"));
}

static struct str
show_both(struct arena *arena, struct str stated, struct str there)
{
	return arena_printf(arena, "「%.*s」と「%.*s」", STR_ARG(shortened(arena, stated)),
	    STR_ARG(shortened(arena, there)));
}

/* A stretch between two that are the same. */
struct stretch {
	struct str deleted, inserted;
	struct str before; /* what stands before both */
	bool first, last;  /* nothing stands before it, behind it */
	bool at_end;       /* what stands before ends a sentence, or a heading */
};

static bool
next_stretch(const struct diff_parts *parts, size_t *i, struct stretch *stretch)
{
	static const char *const ends[] = { "。", ">", "＞", "】", ")" };

	while (*i < parts->count && parts->list[*i].op == DIFF_SAME)
		(*i)++;
	if (*i == parts->count)
		return false;
	*stretch = (struct stretch){ .first = *i == 0 };
	if (*i > 0)
		stretch->before = parts->list[*i - 1].text;
	for (size_t k = 0; k < COUNT_OF(ends); k++)
		stretch->at_end |= str_ends(stretch->before, str_of(ends[k]));
	for (; *i < parts->count && parts->list[*i].op != DIFF_SAME; (*i)++)
		*(parts->list[*i].op == DIFF_DELETED ? &stretch->deleted : &stretch->inserted) =
		    parts->list[*i].text;
	stretch->last = *i == parts->count;
	return true;
}

/* Signs and white space; digits too: also the number of a list's entry. */
static bool
is_signs(struct str text, bool digits)
{
	struct arena arena = { 0 };
	struct str *words;
	size_t count = change_tokens(&arena, text, &words), i = 0;

	while (i < count &&
	    (change_token_is(words[i], CHANGE_SIGN) || change_token_is(words[i], CHANGE_SPACE) ||
		(digits && change_token_is(words[i], CHANGE_DIGITS))))
		i++;
	arena_release(&arena);
	return i == count;
}

/* Is it a real difference? Not signs, and not what only one of them goes on with: the other is an excerpt. */
static bool
is_difference(const struct stretch *s, bool excerpts)
{
	bool edge = s->first || s->at_end;
	bool only_there = is_signs(s->deleted, edge), only_stated = is_signs(s->inserted, edge);

	if (only_there && only_stated)
		return false;
	if (only_there && (edge || s->last))
		return false;
	return !(excerpts && only_stated && (edge || s->last));
}

static struct str
show_stretch(struct arena *arena, const struct stretch *s)
{
	struct str *words, before = { 0 };
	size_t count = change_tokens(arena, s->before, &words);

	if (count > 0)
		before = words[count - 1];
	return arena_printf(arena, "「%.*s%.*s」と「%.*s%.*s」", STR_ARG(before),
	    STR_ARG(shortened(arena, s->deleted)), STR_ARG(before),
	    STR_ARG(shortened(arena, s->inserted)));
}

/* At most so many characters can be the same, wherever they stand. */
static size_t
most_alike(struct str a, struct str b)
{
	enum { KINDS = 256 }; /* by their hash: two that share one only make it more */
	uint32_t counts[KINDS] = { 0 };
	size_t most = 0;

	for (size_t at = 0; at < a.len;)
		counts[text_next(a, &at) * UINT32_C(2654435761) >> 24]++;
	for (size_t at = 0; at < b.len;) {
		uint32_t *count = &counts[text_next(b, &at) * UINT32_C(2654435761) >> 24];

		most += *count > 0;
		*count -= *count > 0;
	}
	return most;
}

static enum agreement
compare_texts(struct arena *arena, struct diff_budget *budget, struct str stated, struct str there,
    bool excerpts, struct str *where)
{
	size_t stated_chars = text_chars(stated), there_chars = text_chars(there), same = 0, i = 0;
	size_t shorter = stated_chars < there_chars ? stated_chars : there_chars;
	size_t whole = excerpts ? EXCERPT_CHARS : SHORT_CHARS;
	struct diff_parts parts;
	struct stretch stretch;

	if (stated_chars <= whole && there_chars <= whole)
		return DIFFERS;
	/* Most pairs of sentences have nothing to do with one another: that is seen without a comparison. */
	if (shorter < EXCERPT_CHARS || 100 * most_alike(stated, there) < ALIKE_PERCENT * shorter)
		return UNCLEAR;
	change_text_diff(arena, stated, there, budget, &parts);
	for (size_t k = 0; k < parts.count; k++)
		if (parts.list[k].op == DIFF_SAME)
			same += text_chars(parts.list[k].text);
	/* Quite another passage, or too far apart to be looked at. */
	if (parts.coarse || 100 * same < ALIKE_PERCENT * shorter)
		return UNCLEAR;
	while (next_stretch(&parts, &i, &stretch))
		if (is_difference(&stretch, excerpts)) {
			*where = show_stretch(arena, &stretch);
			return DIFFERS;
		}
	return AGREES;
}

const struct form_option *
change_cell_option(const struct form_item *def, struct str text, bool *exact)
{
	const struct form_option *found = form_option_find(def, text, true);
	struct arena arena = { 0 };

	*exact = found != NULL;
	if (found == NULL) {
		struct str key = change_clean(&arena, text);

		for (size_t i = 0; i < def->option_count; i++) {
			const struct form_option *option = &def->options[i];

			if (str_eq(option->key, key))
				*exact = true;
			if (str_has(key, option->key) &&
			    (found == NULL || option->key.len > found->key.len))
				found = option;
		}
	}
	arena_release(&arena);
	return found;
}

static enum agreement
agree_on(bool known, bool equal)
{
	return !known ? UNCLEAR : equal ? AGREES : DIFFERS;
}

static enum agreement
agree_counts(struct str stated, struct str there)
{
	static const struct str unit = STR_INIT("件");
	int64_t a, b;

	if (str_ends(stated, unit))
		stated = str_sub(stated, 0, stated.len - unit.len);
	if (str_ends(there, unit))
		there = str_sub(there, 0, there.len - unit.len);
	bool known =
	    text_parse_count(str_trim(stated), &a) && text_parse_count(str_trim(there), &b);
	return agree_on(known, known && a == b);
}

static enum agreement
agree_texts(struct arena *arena, struct diff_budget *budget, struct str stated, struct str there,
    bool excerpts, struct str *where)
{
	if (str_eq(stated, there) || holds_pieces(there, stated))
		return AGREES;
	/* The value is a part of what is stated: an excerpt too, or cut where a page ends, or not yet changed. */
	if (str_has(stated, there)) {
		if (excerpts)
			return AGREES;
		if (text_chars(there) > SHORT_CHARS)
			return UNCLEAR;
	}
	return compare_texts(arena, budget, stated, there, excerpts, where);
}

enum agreement
change_agree_clean(struct arena *arena, struct diff_budget *budget, struct str stated,
    struct str there, struct str *where)
{
	stated = without_marks(stated);
	there = without_marks(there);
	*where = (struct str){ 0 };
	if (stated.len == 0 || there.len == 0)
		return UNCLEAR;
	enum agreement result = agree_texts(arena, budget, stated, there, true, where);

	if (result == DIFFERS && where->len == 0)
		*where = show_both(arena, stated, there);
	return result;
}

/* By the type of the item; a and b are the texts as change_clean leaves them. */
static enum agreement
agree_cells(struct arena *arena, struct diff_budget *budget, const struct form_item *def,
    struct str stated, struct str there, struct str a, struct str b, bool excerpts,
    struct str *where)
{
	const struct form_option *x, *y;
	struct date d, e;
	bool exact, known;
	enum agreement result;

	if (str_eq(a, b))
		return AGREES;
	if (a.len == 0 || b.len == 0)
		return b.len == 0 && !excerpts ? DIFFERS : UNCLEAR;
	switch (def->type) {
	case FORM_CHOICE:
		x = change_cell_option(def, stated, &exact);
		y = change_cell_option(def, there, &exact);
		return agree_on(x != NULL && y != NULL, x == y);
	case FORM_DATE:
		known = date_parse(stated, &d) && date_parse(there, &e);
		return agree_on(known, known && date_cmp(d, e) == 0);
	case FORM_COUNT:
		return agree_counts(str_trim(stated), str_trim(there));
	case FORM_MARKS:
		/* Only what is written as boxes can be held against boxes. */
		return agree_on(str_starts(a, STR("[")) && str_starts(b, STR("[")), false);
	default:
		break;
	}
	result = agree_texts(arena, budget, a, b, excerpts, where);
	/* 部署 is written with or without the 部 above it. */
	if (result == DIFFERS && str_has(a, b) &&
	    (str_is(def->question, "I.6.1") || str_is(def->question, "I.6.2")))
		return AGREES;
	return result;
}

enum agreement
change_agree(struct arena *arena, struct diff_budget *budget, const struct form_item *def,
    struct str stated, struct str there, bool excerpts, struct str *where)
{
	struct str a = change_clean(arena, stated), b = change_clean(arena, there);

	*where = (struct str){ 0 };
	enum agreement result =
	    agree_cells(arena, budget, def, stated, there, a, b, excerpts, where);
	if (result == DIFFERS && where->len == 0)
		*where = show_both(arena, a, b);
	return result;
}
