/* SPDX-License-Identifier: Apache-2.0 */
/* A choice: the one option that stands in brackets. */
#include "base/buf.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/values.h"

#include "base/banned.h"

/* Where the printed list of options begins: offset in a key, or its length. */
static size_t
options_at(struct str key)
{
	size_t at = str_find(key, STR("選択肢"), 0);

	if (at == STR_NONE)
		return key.len;
	return at > 0 && key.ptr[at - 1] == '<' ? at - 1 : at;
}

static const struct form_option *
option_of(const struct form_item *item, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text), wording = key;
	size_t digits = 0;
	int64_t n = 0;

	/* "4) 10万人以上": number and wording must agree. */
	while (digits < key.len && str_is_digit(key.ptr[digits]))
		digits++;
	if (digits > 0 && digits < key.len && (key.ptr[digits] == ')' || key.ptr[digits] == '.') &&
	    str_parse_i64(str_sub(key, 0, digits), &n))
		wording = str_from(key, digits + 1);
	for (size_t i = 0; i < item->option_count; i++) {
		const struct form_option *option = &item->options[i];

		if (str_eq(option->key, key) ||
		    (n != 0 && option->number == n && str_eq(option->key, wording)))
			return option;
	}
	return NULL;
}

/* "[2]": the option of that number. */
static const struct form_option *
option_of_number(const struct form_item *item, struct str text)
{
	int64_t n;

	if (!text_parse_count(text, &n))
		return NULL;
	for (size_t i = 0; i < item->option_count; i++)
		if (item->options[i].number != 0 && item->options[i].number == n)
			return &item->options[i];
	return NULL;
}

static void
choice_bracket(
    struct choice *choice, const struct form_item *item, struct arena *arena, struct str text)
{
	struct str inner = blocks_plain(arena, text);
	const struct form_option *option = option_of(item, arena, inner);

	if (option == NULL && (option = option_of_number(item, inner)) != NULL)
		choice->by_number = true;
	if (inner.len == 0)
		choice->empty = true;
	else if (option == NULL)
		choice->foreign = true;
	else if (choice->value != NULL && choice->value != option)
		choice->several = true;
	else
		choice->value = option;
}

/* An option as the list prints it: "2)実施しない". */
static struct str
option_printed(const struct form_option *option, struct arena *arena)
{
	return option->number == 0
	    ? option->key
	    : arena_printf(arena, "%d)%.*s", option->number, STR_ARG(option->key));
}

static bool
list_is_intact(const struct form_item *item, struct arena *arena, struct str key)
{
	size_t from = options_at(key);

	if (from == key.len)
		return false;
	for (size_t i = 0; i < item->option_count; i++)
		if (str_find(key, option_printed(&item->options[i], arena), from) == STR_NONE)
			return false;
	return true;
}

/* Rings in the list of options: where they stood in the key without them. */
struct rings {
	size_t at[8];
	size_t count;
};

static struct str
take_rings(struct arena *arena, struct str key, struct rings *rings)
{
	struct buf out = { 0 };
	size_t from = options_at(key);

	rings->count = 0;
	for (size_t at = 0; at < key.len;) {
		size_t begin = at;
		uint32_t c = text_next(key, &at);
		bool ring = c == 0x25CB || c == 0x25EF || c == 0x3007;

		if (ring && begin >= from && rings->count < sizeof rings->at / sizeof *rings->at)
			rings->at[rings->count++] = out.len;
		else
			buf_add(&out, str_sub(key, begin, at - begin));
	}
	struct str plain = arena_str(arena, buf_str(&out));
	buf_release(&out);
	return plain;
}

static bool
is_ringed(
    const struct rings *rings, const struct form_option *option, struct str printed, size_t at)
{
	size_t wording = at + printed.len - option->key.len;

	for (size_t i = 0; i < rings->count; i++)
		if (rings->at[i] == at || rings->at[i] == wording)
			return true;
	return false;
}

/* "○2)実施しない": a ring around a printed option, or before it, is its answer; only in a list that is whole. */
static void
choice_ring(struct choice *choice, const struct form_item *item, struct arena *arena,
    struct str plain, const struct rings *rings)
{
	for (size_t i = 0; choice->intact && rings->count > 0 && i < item->option_count; i++) {
		const struct form_option *option = &item->options[i];
		struct str printed = option_printed(option, arena);

		if (!is_ringed(rings, option, printed, str_find(plain, printed, options_at(plain))))
			continue;
		if (choice->value != NULL && choice->value != option)
			choice->several = true;
		choice->value = option;
	}
}

struct choice
choice_parse(const struct form_item *item, struct arena *arena, struct str text)
{
	struct choice choice = { 0 };
	struct buf outside = { 0 };
	size_t open = STR_NONE;
	bool by_box = false;

	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);
		bool box = c >= BOX_FIRST && c <= BOX_LAST;

		choice.boxes += box || c == 0x2610 || c == 0x2611;
		if (c == '[' || c == 0xFF3B || (box && (open == STR_NONE || by_box))) {
			/* A tag may stand in the place of the bracket: "□ 10人未満]". */
			if (by_box && open != STR_NONE)
				buf_add(&outside, str_sub(text, open, from - open));
			open = at;
			by_box = box;
		} else if ((c == ']' || c == 0xFF3D) && open != STR_NONE) {
			choice_bracket(&choice, item, arena, str_sub(text, open, from - open));
			open = STR_NONE;
		} else if (open == STR_NONE) {
			buf_add(&outside, str_sub(text, from, at - from));
		}
	}
	if (open != STR_NONE)
		buf_add(&outside, str_from(text, open));
	struct str key = text_key(arena, buf_str(&outside));
	choice.outside = str_sub(key, 0, options_at(key));
	struct rings rings;
	struct str plain = take_rings(arena, key, &rings);
	choice.intact = list_is_intact(item, arena, plain);
	choice_ring(&choice, item, arena, plain, &rings);
	buf_release(&outside);
	return choice;
}

/* Every option has its box, one of them is ○. */
static const struct form_option *
choice_by_boxes(const struct form_item *item, struct arena *arena, struct str text)
{
	struct boxes boxes = boxes_parse(arena, text);
	const struct form_option *value = NULL;
	size_t known = 0;

	for (size_t i = 0; i < boxes.count; i++) {
		const struct box *box = &boxes.list[i];
		struct str key = text_key(arena, box->label);
		const struct form_option *option =
		    option_of(item, arena, str_sub(key, 0, options_at(key)));

		if (option == NULL)
			return NULL;
		known++;
		if (box->state != BOX_STATE_CHECKED)
			continue;
		if (value != NULL)
			return NULL;
		value = option;
	}
	return known == item->option_count ? value : NULL;
}

void
choice_set(
    struct entry *entry, const struct form_option *option, enum item_state state, const char *why)
{
	entry->state = state;
	entry->text = option->text;
	entry->why = why;
}

/* The cell of the value is there and empty, the options are beside it: known only where the cells themselves are. */
static bool
has_blank_cell(const struct entry *entry)
{
	const struct piece *first = entry->pieces;

	return entry->piece_count > 0 && first->cell_count > 1 && first->cells != NULL &&
	    first->cells[0].span > 0 && first->cells[0].text.len == 0;
}

void
choice_decide(struct entry *entry, struct arena *arena)
{
	const struct form_item *item = entry->known->item;
	struct str text = value_join(arena, entry);
	struct choice choice = choice_parse(item, arena, text);
	const struct form_option *option;

	entry->state = ITEM_UNKNOWN;
	if (choice.several)
		return;
	if (choice.value != NULL && choice.by_number && !choice.intact) {
		choice_set(
		    entry, choice.value, ITEM_PROPOSED, "番号だけがあり、選択肢がそろっていない");
		return;
	}
	if (choice.value != NULL) {
		choice_set(entry, choice.value, choice.foreign ? ITEM_PROPOSED : ITEM_READ,
		    choice.foreign ? "別の括弧書きもある" : NULL);
		return;
	}
	if (choice.foreign)
		return;
	if (choice.boxes > 1) {
		option = choice_by_boxes(item, arena, text);
		if (option != NULL)
			choice_set(entry, option, ITEM_READ, NULL);
		return;
	}
	option = option_of(item, arena, choice.outside);
	if (option == NULL && choice.intact && !choice.empty)
		option = option_of_number(item, choice.outside);
	if (option != NULL && choice.empty)
		choice_set(entry, option, ITEM_PROPOSED, "括弧の中は空で、外に値がある");
	else if (option != NULL)
		choice_set(entry, option, ITEM_READ, NULL);
	else if ((choice.empty || has_blank_cell(entry)) && choice.outside.len == 0 &&
	    choice.intact && choice.boxes == 0 && !value_has_tag(text))
		entry->state = ITEM_BLANK;
}
