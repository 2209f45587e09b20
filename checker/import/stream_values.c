/* SPDX-License-Identifier: Apache-2.0 */
/* Values behind their labels, values that are all equal, and numbers. */
#include "base/date.h"
#include "base/scope.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/stream.h"

#include "base/banned.h"

struct entry *
stream_take(struct stream *s, struct slot *slot, uint32_t line, struct str text,
    enum item_state state, const char *why)
{
	struct entry *entry;

	if (slot->taken || found_find(s->found, slot->known->item, 1, slot->instance) != NULL)
		return NULL;
	slot->taken = true;
	size_t index = found_add(s->found, slot->known, 1, slot->instance, line);
	entry = found_get(s->found, index);
	entry->is_decided = true;
	entry->state = state;
	entry->text = text;
	entry->why = why;
	return entry;
}

bool
stream_must_hold(const struct slot *slot)
{
	return slot->known->repeat == NULL && slot->known->item->required == FORM_REQUIRED;
}

/* "④個人情報ファイル簿への不": the beginning of another label, not a value. */
static bool
begins_label(const struct stream *s, struct str text)
{
	struct label label = label_parse(s->arena, text_cut(text, IMPORT_LABEL_MAX_BYTES));

	for (size_t i = 0; label.kind == LABEL_CIRCLED && i < s->labels->count; i++) {
		const struct label *other = &s->labels->list[i].label;

		if (other->kind == label.kind && other->number == label.number &&
		    label.key.len > 0 && str_starts(other->key, label.key))
			return true;
	}
	return false;
}

/* "＜本市における措置＞": the heading of a text that is elsewhere. */
static bool
is_heading_alone(struct str text)
{
	static const char *const pairs[][2] = { { "＜", "＞" }, { "<", ">" }, { "【", "】" },
		{ "〈", "〉" } };

	text = str_trim(text);
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (str_starts(text, str_of(pairs[i][0])) && str_ends(text, str_of(pairs[i][1])))
			return true;
	return false;
}

/* "保健課 1） 実施する", "（手数料額、納付方法：　）", "） 件": what the form prints, or a line of another cell that was joined. */
static bool
holds_print(const struct stream *s, struct str text)
{
	static const char *const debris[] = { ")件", "件", ")", "(" };
	struct str key = text_key(s->arena, text_cut(text, IMPORT_LABEL_MAX_BYTES));

	for (size_t i = 0; i < COUNT_OF(debris); i++)
		if (str_is(key, debris[i]))
			return true;
	for (size_t i = 0; i < s->labels->count; i++)
		if (s->labels->list[i].inside && str_eq(s->labels->list[i].label.key, key))
			return true;
	for (size_t at = str_find_char(text, ' ', 0); at != STR_NONE && at < IMPORT_LABEL_MAX_BYTES;
	     at = str_find_char(text, ' ', at + 1)) {
		struct str rest = str_trim(str_from(text, at));

		if (value_is_options(s->labels, s->arena, rest) || stream_begins_heading(s, rest))
			return true;
	}
	return false;
}

/*
 * Is it such as one line of a cell holds, and no other? A sentence, what is as long as a whole line, and a date or period where a text
 * is asked for, and なし where something must stand are rather a line that was joined.
 */
static bool
is_plain(const struct stream *s, const struct slot *slot, struct str text)
{
	enum { LINE_CHARS = 42 };
	struct date date;

	if (slot->known->item->type != FORM_TEXT)
		return true;
	return !str_has(text, STR("。")) && text_chars(text) <= LINE_CHARS &&
	    !(stream_must_hold(slot) && value_is_none(s->arena, text)) &&
	    !date_parse(text, &date) &&
	    !(str_has(text, STR("から")) && str_ends(text, STR("まで")));
}

static bool
takes_text(const struct stream *s, const struct slot *slot, struct str text)
{
	enum form_type type = slot->known->item->type;
	struct date date;

	return !slot->taken && !str_has(text, STR("]")) && !stream_is_fragment(s, text) &&
	    !holds_print(s, text) &&
	    (form_type_is_text(type) || (type == FORM_DATE && date_parse(text, &date))) &&
	    !value_has_box(text);
}

/* Is the next line more of the text behind this label? */
static bool
goes_on(const struct stream *s, const struct stream_token *token)
{
	const struct stream_token *next = token + 1;

	return next < s->tokens + s->count && next->block == token->block &&
	    (next->kind == TOKEN_TEXT || next->kind == TOKEN_NUMBER || next->kind == TOKEN_DATE);
}

/* The text behind a label, and what the layout wrapped of it. */
static struct str
whole_text(const struct stream *s, const struct stream_token *token, const struct slot *slot,
    bool *wrapped)
{
	*wrapped = goes_on(s, token) && form_type_is_text(slot->known->item->type);
	return *wrapped ? arena_join(s->arena, token->text, token[1].text) : token->text;
}

static void
take_behind(struct stream *s, struct stream_page *page)
{
	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];
		bool wrapped;

		if (token->kind != TOKEN_LABEL || token->text.len == 0 || token->slot == NULL ||
		    !takes_text(s, token->slot, token->text) || begins_label(s, token->text) ||
		    is_heading_alone(token->text))
			continue;
		struct str text = whole_text(s, token, token->slot, &wrapped);
		bool plain = is_plain(s, token->slot, text);
		bool sure =
		    token->proven && !goes_on(s, token) && plain && stream_must_hold(token->slot);
		stream_take(s, token->slot, token->line, text, sure ? ITEM_READ : ITEM_PROPOSED,
		    sure                    ? NULL
			: wrapped           ? "値が次の行に続いている"
			: goes_on(s, token) ? "次の行が続きかもしれない"
			: !plain            ? "見出しと同じ行にある文である"
			: token->proven ? "空欄でもよい項目の見出しと同じ行にある"
					: "見出しの並びから項目を推定した");
		token->used = true;
		if (wrapped)
			token[1].used = true;
	}
}

/* All labels of one wording have the same value: whichever is whose. */
static void
take_all_equal(struct stream *s, struct stream_page *page, uint32_t class)
{
	size_t labels = stream_labels(s, page, class, 0), values = 0, elsewhere = 0;
	struct str value = { 0 };
	uint32_t line = 0;

	if (labels < 2 || labels != stream_slots(s, page, class, 0))
		return;
	for (size_t i = page->from; i < page->to; i++) {
		const struct stream_token *token = &s->tokens[i];

		if (token->kind != TOKEN_LABEL || token->class != class || token->text.len == 0)
			continue;
		if ((value.len > 0 && !str_eq(value, token->text)) ||
		    is_heading_alone(token->text) || goes_on(s, token))
			return;
		value = token->text;
		line = token->line;
		values++;
	}
	for (size_t i = page->from; i < page->to && value.len > 0; i++)
		elsewhere += s->tokens[i].kind == TOKEN_TEXT && str_eq(s->tokens[i].text, value);
	/* "なし" stands anywhere. */
	if (value.len == 0 ||
	    (values != labels && (values + elsewhere != labels || value.len < 4 * 3)))
		return;
	for (size_t i = page->first; i < page->end; i++)
		if (s->slots[i].class == class && takes_text(s, &s->slots[i], value))
			stream_take(s, &s->slots[i], line, value,
			    values == labels ? ITEM_READ : ITEM_PROPOSED,
			    values == labels ? NULL : "同じ見出しの数だけ同じ文がある");
	for (size_t i = page->from; i < page->to; i++)
		if (str_eq(s->tokens[i].text, value))
			s->tokens[i].used = true;
}

/* Of several labels of one wording one has a value: that of the slot which must have one. */
static struct slot *
slot_that_must(const struct stream *s, const struct stream_page *page, uint32_t class)
{
	struct slot *filled = NULL, *required = NULL;
	size_t filled_count = 0, required_count = 0;

	for (size_t i = page->first; i < page->end; i++) {
		struct slot *slot = &s->slots[i];

		if (slot->class != class || slot->taken)
			continue;
		if (slot->known->repeat != NULL && stream_group_is_filled(s, slot)) {
			filled = slot;
			filled_count++;
		}
		if (slot->known->item->required == FORM_REQUIRED &&
		    slot->known->item->parent != NULL &&
		    slot->known->item->parent->required != FORM_OPTIONAL) {
			required = slot;
			required_count++;
		}
	}
	return filled_count == 1                       ? filled
	    : filled_count == 0 && required_count == 1 ? required
						       : NULL;
}

static void
take_only(struct stream *s, struct stream_page *page, uint32_t class)
{
	struct stream_token *only = NULL;
	size_t values = 0;

	if (stream_labels(s, page, class, 0) != stream_slots(s, page, class, 0) ||
	    stream_labels(s, page, class, 0) < 2)
		return;
	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];

		if (token->kind != TOKEN_LABEL || token->class != class || token->slot != NULL)
			continue;
		bool below = i + 1 < page->to && token[1].kind == TOKEN_TEXT && !token[1].used &&
		    token[1].block == token->block;
		if (token->text.len == 0 && !below)
			continue;
		only = token;
		values++;
	}
	struct slot *slot = values == 1 ? slot_that_must(s, page, class) : NULL;
	if (slot == NULL)
		return;
	bool wrapped;
	struct str text = whole_text(s, only, slot, &wrapped);
	if (!takes_text(s, slot, text))
		return;
	stream_take(
	    s, slot, only->line, text, ITEM_PROPOSED, "ほかに記入のある欄がないことから推定した");
	only->used = true;
	if (wrapped)
		only[1].used = true;
}

void
stream_values(struct stream *s, struct stream_page *page)
{
	for (uint32_t class = 0; class < s->labels->count; class ++)
		take_all_equal(s, page, class);
	take_behind(s, page);
	for (uint32_t class = 0; class < s->labels->count; class ++)
		take_only(s, page, class);
}

/* ---- counts ------------------------------------------------------------------------------------------------- */

/* Groups of this wording that hold something: 委託事項1, 2, 3 for （ ）件 beside 委託の有無. */
static int64_t
filled_groups(const struct stream *s, struct str prefix)
{
	int64_t n = 0;

	for (size_t i = 0; i < s->slot_count; i++) {
		const struct known *known = s->slots[i].known;

		if (known->repeat == known->item && str_starts(known->label.key, prefix) &&
		    stream_group_is_filled(s, &s->slots[i]))
			n++;
	}
	return n;
}

/* "（ 1", "3", "） 2 件": the number of a count whose brackets came apart. */
static bool
loose_number(const struct stream *s, struct str line, int64_t *n)
{
	struct str key = text_key(s->arena, text_cut(line, 60));
	size_t from = 0, to;

	while (from < key.len &&
	    (key.ptr[from] == '(' || key.ptr[from] == '[' || key.ptr[from] == ')'))
		from++;
	for (to = from; to < key.len && str_is_digit(key.ptr[to]);)
		to++;
	struct str rest = str_from(key, to);
	return to > from && to - from <= 3 && str_parse_i64(str_sub(key, from, to - from), n) &&
	    (rest.len == 0 || str_is(rest, ")") || str_is(rest, ")件") || str_is(rest, "件"));
}

static void
take_count(struct stream *s, struct stream_page *page, struct slot *slot, struct str prefix)
{
	int64_t groups = filled_groups(s, prefix), n, value = 0;
	size_t numbers = 0;
	uint32_t line = 0;

	for (size_t r = 0; r < s->blocks->count; r++)
		if (s->blocks->rows[r].page == (size_t)(page - s->pages) &&
		    loose_number(s, stream_row_text(&s->blocks->rows[r]), &n)) {
			numbers++;
			value = n;
			line = s->blocks->rows[r].line;
		}
	if (numbers == 1 && value == groups && groups > 0)
		stream_take(s, slot, line, arena_printf(s->arena, "%lld", (long long)value),
		    ITEM_PROPOSED, "離れた数字が、記入のある番号の数と一致する");
}

void
stream_numbers(struct stream *s)
{
	for (size_t p = 0; p < s->page_count; p++)
		for (size_t i = s->pages[p].first; s->pages[p].body && i < s->pages[p].end; i++) {
			struct slot *slot = &s->slots[i];
			struct str key = slot->known->label.key;

			if (slot->known->item->type != FORM_COUNT || slot->taken)
				continue;
			take_count(s, &s->pages[p], slot,
			    str_starts(key, STR("提供"))       ? STR("提供先")
				: str_starts(key, STR("移転")) ? STR("移転先")
							       : STR("委託事項"));
		}
}
