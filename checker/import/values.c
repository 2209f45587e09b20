/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an entry says, by the type of its item. A choice must equal one option; a box that may be a lost ○ is unknown,
 * decided row by row, for the same tag means different things in two rows of one form.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/found.h"

#include "base/banned.h"

static struct str
join_pieces(struct arena *arena, const struct entry *entry)
{
	struct buf buf = { 0 };

	for (size_t i = 0; i < entry->piece_count; i++) {
		if (buf.len > 0)
			buf_addc(&buf, '\n');
		buf_add(&buf, entry->pieces[i].text);
	}
	struct str text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

bool
value_has_box(struct str text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		if ((c >= BOX_FIRST && c <= BOX_LAST) || c == '[' || c == 0xFF3B || c == 0x2610 ||
		    c == 0x2611 || c == 0x25A1 || c == 0x25A0)
			return true;
	}
	return false;
}

/* Where the printed list of options begins: offset in a key, or its length. */
static size_t
options_at(struct str key)
{
	size_t at = str_find(key, STR("選択肢"), 0);

	if (at == STR_NONE)
		return key.len;
	return at > 0 && key.ptr[at - 1] == '<' ? at - 1 : at;
}

bool
value_is_options(const struct labels *labels, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, str_sub(text, 0, 4000)), rest = key;
	size_t options = 0;

	if (str_starts(rest, STR("<選択肢>")))
		rest = str_from(rest, sizeof "<選択肢>" - 1);
	else if (str_is(rest, "選択肢"))
		return true;
	if (rest.len == 0 && key.len > 0)
		return true;
	while (rest.len > 0) {
		size_t digits = 0;

		while (digits < rest.len && str_is_digit(rest.ptr[digits]))
			digits++;
		if (digits == 0 || digits > 2 || digits >= rest.len || rest.ptr[digits] != ')')
			return false;
		rest = str_from(rest, digits + 1);
		/* The longest piece that is an option: "4)5年" may follow it at once. */
		size_t len = 0;
		for (size_t at = 0; at <= rest.len; at++)
			if ((at == rest.len || str_is_digit(rest.ptr[at])) &&
			    labels_have_option(labels, str_sub(rest, 0, at)))
				len = at;
		if (len == 0)
			return false;
		rest = str_from(rest, len);
		options++;
	}
	return options > 0;
}

bool
value_is_choice(const struct labels *labels, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, str_sub(text, 0, 4000));

	if (value_is_options(labels, arena, text))
		return true;
	if (str_starts(key, STR("[")) && !str_starts(key, STR("[]"))) {
		size_t end = str_find_char(key, ']', 0);

		if (end != STR_NONE && labels_have_option(labels, str_sub(key, 1, end - 1)))
			return true;
	}
	return str_has(key, STR("<選択肢>"));
}

bool
value_is_marks_of(const struct known *known, struct arena *arena, struct str text)
{
	const struct form_item *item = known->item;
	struct boxes boxes = boxes_parse(arena, text);
	uint64_t seen = 0;

	if (boxes.count != item->mark_count || boxes.count == 0 || boxes.before.len > 0)
		return false;
	for (size_t i = 0; i < boxes.count; i++) {
		struct str rest;
		const struct form_mark *mark = boxes_mark(item, arena, boxes.list[i].label, &rest);

		if (mark == NULL || mark - item->marks > 63)
			return false;
		seen |= (uint64_t)1 << (mark - item->marks);
	}
	return seen ==
	    ((item->mark_count == 64) ? UINT64_MAX : ((uint64_t)1 << item->mark_count) - 1);
}

/* ---- choice ------------------------------------------------------------------------------------------------ */

struct choice {
	const struct form_option *value; /* the one option in brackets */
	bool several;                    /* two different options */
	bool foreign;                    /* brackets around what is no option */
	bool empty;                      /* [] */
	bool intact;                     /* the list of options is there, complete */
	size_t boxes;
	struct str outside; /* before the list, without brackets */
};

static const struct form_option *
option_of(const struct form_item *item, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text);

	for (size_t i = 0; i < item->option_count; i++)
		if (str_eq(item->options[i].key, key))
			return &item->options[i];
	return NULL;
}

static void
choice_bracket(
    struct choice *choice, const struct form_item *item, struct arena *arena, struct str text)
{
	struct str inner = blocks_plain(arena, text);
	const struct form_option *option = option_of(item, arena, inner);

	if (inner.len == 0)
		choice->empty = true;
	else if (option == NULL)
		choice->foreign = true;
	else if (choice->value != NULL && choice->value != option)
		choice->several = true;
	else
		choice->value = option;
}

static bool
list_is_intact(const struct form_item *item, struct arena *arena, struct str key)
{
	size_t from = options_at(key);

	if (from == key.len)
		return false;
	for (size_t i = 0; i < item->option_count; i++) {
		const struct form_option *option = &item->options[i];
		struct str printed = option->number == 0
		    ? option->key
		    : arena_printf(arena, "%d)%.*s", option->number, STR_ARG(option->key));

		if (str_find(key, printed, from) == STR_NONE)
			return false;
	}
	return true;
}

static struct choice
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

		choice.boxes += box;
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
	choice.intact = list_is_intact(item, arena, key);
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

static void
set_choice(
    struct entry *entry, const struct form_option *option, enum item_state state, const char *why)
{
	entry->state = state;
	entry->text = option->text;
	entry->why = why;
}

static void
decide_choice(struct entry *entry, struct arena *arena)
{
	const struct form_item *item = entry->known->item;
	struct str text = join_pieces(arena, entry);
	struct choice choice = choice_parse(item, arena, text);
	const struct form_option *option;

	entry->state = ITEM_UNKNOWN;
	if (choice.several)
		return;
	if (choice.value != NULL) {
		set_choice(entry, choice.value, choice.foreign ? ITEM_PROPOSED : ITEM_READ,
		    choice.foreign ? "別の括弧書きもある" : NULL);
		return;
	}
	if (choice.foreign)
		return;
	if (choice.boxes > 1) {
		option = choice_by_boxes(item, arena, text);
		if (option != NULL)
			set_choice(entry, option, ITEM_READ, NULL);
		return;
	}
	option = option_of(item, arena, choice.outside);
	if (option != NULL && choice.empty)
		set_choice(entry, option, ITEM_PROPOSED, "括弧の中は空で、外に値がある");
	else if (option != NULL)
		set_choice(entry, option, ITEM_READ, NULL);
	else if (choice.empty && choice.outside.len == 0 && choice.intact && choice.boxes == 0)
		entry->state = ITEM_BLANK;
}

/* ---- marks ------------------------------------------------------------------------------------------------- */

/* May an empty <input> be taken as empty? Only when a ○ of the same notation survived in the row, and no [] is there. */
static bool
inputs_are_empty(const struct boxes *boxes, enum box_notation notation)
{
	bool survived = false;

	for (size_t i = 0; i < boxes->count; i++) {
		const struct box *box = &boxes->list[i];

		if (box->state == BOX_STATE_EMPTY)
			return false;
		survived = survived || (box->checked_input && box->notation == notation);
	}
	return survived;
}

static enum mark_state
mark_state_of(const struct boxes *boxes, const struct box *box)
{
	switch (box->state) {
	case BOX_STATE_CHECKED:
		return MARK_CHECKED;
	case BOX_STATE_EMPTY:
		return MARK_UNCHECKED;
	case BOX_STATE_INPUT:
		return inputs_are_empty(boxes, box->notation) ? MARK_UNCHECKED : MARK_UNKNOWN;
	case BOX_STATE_RADIO:
	case BOX_STATE_BROKEN:
		break;
	}
	return MARK_UNKNOWN;
}

/* The text in （ ） right behind the label. */
static struct str
mark_text(struct arena *arena, struct str label, struct str mark_label)
{
	size_t open = str_find(label, STR("("), 0), wide = str_find(label, STR("（"), 0);
	size_t own = text_chars(mark_label);
	size_t at = 0;

	/* Brackets of the label itself come first: その他識別情報（内部番号）. */
	while (own > 0 && at < label.len) {
		uint32_t c = text_next(label, &at);
		if (c != ' ' && c != '\n')
			own--;
	}
	open = str_find(label, STR("("), at);
	wide = str_find(label, STR("（"), at);
	size_t len = open < wide ? 1 : sizeof "（" - 1;
	size_t from = open < wide ? open : wide;
	if (from == STR_NONE || str_trim(str_sub(label, at, from - at)).len > 0)
		return (struct str){ 0 };
	struct str inner = str_from(label, from + len);
	size_t end = STR_NONE;
	for (size_t i = 0; i < inner.len; i++)
		if (inner.ptr[i] == ')' || str_starts(str_from(inner, i), STR("）")))
			end = i;
	return blocks_plain(arena, end == STR_NONE ? inner : str_sub(inner, 0, end));
}

static bool
holds_mark_label(const struct form_item *item, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text);

	for (size_t i = 0; i < item->mark_count; i++)
		if (text_chars(item->marks[i].key) >= 3 && str_has(key, item->marks[i].key))
			return true;
	return false;
}

static void
decide_marks(struct entry *entry, struct arena *arena)
{
	const struct form_item *item = entry->known->item;
	struct boxes boxes = boxes_parse(arena, join_pieces(arena, entry));
	bool open = false, any = false;

	entry->state = ITEM_UNKNOWN;
	entry->marks = ARENA_ARRAY(arena, struct item_mark, item->mark_count);
	for (size_t i = 0; i < item->mark_count; i++)
		entry->marks[i].mark = &item->marks[i];
	/* Labels before their boxes: then no box can be tied to a label. */
	if (boxes.count == 0 || boxes.list[boxes.count - 1].label.len == 0 ||
	    holds_mark_label(item, arena, boxes.before))
		return;
	bool *seen = ARENA_ARRAY(arena, bool, item->mark_count);
	for (size_t i = 0; i < boxes.count; i++) {
		struct str rest;
		const struct form_mark *mark = boxes_mark(item, arena, boxes.list[i].label, &rest);

		if (mark == NULL)
			continue;
		size_t n = (size_t)(mark - item->marks);
		struct item_mark *out = &entry->marks[n];
		out->state = seen[n] ? MARK_UNKNOWN : mark_state_of(&boxes, &boxes.list[i]);
		seen[n] = true;
		if (mark->free_text)
			out->text = mark_text(arena, boxes.list[i].label, mark->label);
		any = any || out->state != MARK_UNKNOWN;
		open = open || (boxes.list[i].notation == BOX_OPEN && out->state != MARK_UNKNOWN);
	}
	if (any)
		entry->state = open ? ITEM_PROPOSED : ITEM_READ;
	if (any && open)
		entry->why = "括弧が閉じていない";
}

/* ---- text and date ----------------------------------------------------------------------------------------- */

static bool
is_none(struct arena *arena, struct str text)
{
	static const char *const words[] = { "-", "—", "―", "–", "−", "ー", "なし", "ーー", "--" };
	struct str key = text_key(arena, text);

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_is(key, words[i]))
			return true;
	return false;
}

static void
decide_text(struct entry *entry, struct arena *arena)
{
	bool own = false, later = false, apart = false;

	entry->text = blocks_plain(arena, join_pieces(arena, entry));
	for (size_t i = 0; i < entry->piece_count; i++) {
		own = own || entry->pieces[i].own;
		later = later || !entry->pieces[i].own;
		apart = apart || entry->pieces[i].apart;
	}
	if (entry->text.len == 0) {
		entry->state = entry->has_cell && !entry->damaged ? ITEM_BLANK : ITEM_UNKNOWN;
	} else if (is_none(arena, entry->text)) {
		entry->state = ITEM_NONE;
	} else if (entry->damaged) {
		entry->state = ITEM_PROPOSED;
		entry->why = "欄には選択肢の文字があり、値は見出しのない行にある";
	} else if (own && later) {
		entry->state = ITEM_PROPOSED;
		entry->why = "見出しのない行が続いている";
	} else if (apart) {
		entry->state = ITEM_PROPOSED;
		entry->why = "空行をはさんで続いている";
	} else {
		entry->state = ITEM_READ;
	}
}

static void
decide_date(struct found *found, struct entry *entry)
{
	struct date date;

	decide_text(entry, found->arena);
	if (entry->state != ITEM_READ && entry->state != ITEM_PROPOSED)
		return;
	if (date_parse(entry->text, &date))
		return;
	entry->state = ITEM_UNKNOWN;
	found_loose(found, entry->line, entry->text);
	entry->text = (struct str){ 0 };
}

static void
decide(struct found *found, struct entry *entry)
{
	switch (entry->known->item->type) {
	case FORM_TEXT:
		decide_text(entry, found->arena);
		break;
	case FORM_DATE:
		decide_date(found, entry);
		break;
	case FORM_CHOICE:
		decide_choice(entry, found->arena);
		break;
	case FORM_MARKS:
		decide_marks(entry, found->arena);
		break;
	case FORM_COUNT:
	case FORM_GROUP:
	case FORM_TABLE:
		break;
	}
}

/* ---- orphans ----------------------------------------------------------------------------------------------- */

static bool
is_free(const struct found *found, const struct known *known, unsigned file_no, unsigned instance)
{
	const struct entry *entry = found_find(found, known->item, file_no, instance);

	return entry == NULL ||
	    (entry->state == ITEM_UNKNOWN && entry->piece_count == 0 && !entry->damaged &&
		!entry->has_cell);
}

/* The only free item between the two entries that could hold the orphan; NULL: none, or several. */
static const struct known *
orphan_owner(
    const struct found *found, const struct orphan *orphan, const struct form_option **option)
{
	const struct entry *after = &found->entries[orphan->after];
	const struct entry *before =
	    orphan->before == STR_NONE ? NULL : &found->entries[orphan->before];
	const struct known *owner = NULL;
	size_t last = before != NULL && before->known->heading == after->known->heading
	    ? before->known->item->order
	    : SIZE_MAX;

	for (size_t i = 0; i < found->labels->count; i++) {
		const struct known *known = &found->labels->list[i];
		enum form_type type = known->item->type;

		if (known->heading != after->known->heading || known->heading == NULL ||
		    known->item->order <= after->known->item->order || known->item->order > last ||
		    known->item->is_static || known->repeat != after->known->repeat)
			continue;
		if (type != (orphan->choice ? FORM_CHOICE : FORM_TEXT) ||
		    !is_free(found, known, after->file_no, after->instance))
			continue;
		if (orphan->choice) {
			struct choice choice =
			    choice_parse(known->item, found->arena, orphan->text);

			if (choice.value == NULL || choice.several || choice.foreign)
				continue;
			*option = choice.value;
		}
		if (owner != NULL)
			return NULL;
		owner = known;
	}
	return owner;
}

static void
orphan_settle(struct found *found, const struct orphan *orphan, struct str text)
{
	const struct form_option *option = NULL;
	const struct known *owner =
	    orphan->after == STR_NONE ? NULL : orphan_owner(found, orphan, &option);

	if (owner == NULL) {
		found_loose(found, orphan->line, blocks_plain(found->arena, text));
		return;
	}
	unsigned file_no = found->entries[orphan->after].file_no;
	unsigned instance = owner->repeat != NULL ? found->entries[orphan->after].instance : 0;
	struct entry *entry = found_find(found, owner->item, file_no, instance);
	if (entry == NULL) {
		size_t index = found_add(found, owner, file_no, instance, orphan->line);

		entry = &found->entries[index];
	}
	entry->line = orphan->line;
	if (orphan->choice) {
		set_choice(entry, option, ITEM_PROPOSED, "見出しがなく、選択肢と順序から推定した");
	} else {
		entry->state = ITEM_PROPOSED;
		entry->text = blocks_plain(found->arena, text);
		entry->why = "見出しがなく、順序から推定した";
	}
}

/* Lines of running text that follow each other belong together. */
static void
orphans_settle(struct found *found)
{
	for (size_t i = 0; i < found->orphan_count; i++) {
		struct orphan first = found->orphans[i];
		struct buf text = { 0 };

		buf_add(&text, first.text);
		while (!first.choice && i + 1 < found->orphan_count &&
		    !found->orphans[i + 1].choice && found->orphans[i + 1].after == first.after) {
			buf_addc(&text, '\n');
			buf_add(&text, found->orphans[++i].text);
		}
		orphan_settle(found, &first, arena_str(found->arena, buf_str(&text)));
		buf_release(&text);
	}
}

/* Rows that nobody would miss: printed ones, and those inside of another's cell. */
static bool
has_own_row(const struct known *known)
{
	const struct form_item *item = known->item;

	return !item->is_static && item->type != FORM_COUNT && item->type != FORM_TABLE &&
	    !(item->type == FORM_MARKS && item->mark_count == 1) &&
	    !(item->type == FORM_TEXT && str_starts(known->label.key, STR("(")) &&
		item->parent->parent != NULL);
}

/*
 * A text below its label is that label's only while the next label of the form follows it: when that one is lost, the text
 * may be the lost one's.
 */
static void
doubt_before_gaps(struct found *found)
{
	const struct known *end = found->labels->list + found->labels->count;

	for (size_t i = 0; i < found->count; i++) {
		struct entry *entry = &found->entries[i];
		const struct known *next = entry->known + 1;
		bool below = false;

		for (size_t k = 0; k < entry->piece_count; k++)
			below = below || !entry->pieces[k].own;
		if (entry->is_decided || entry->state != ITEM_READ || !below ||
		    (entry->known->item->type != FORM_TEXT &&
			entry->known->item->type != FORM_DATE))
			continue;
		while (next < end && !has_own_row(next))
			next++;
		size_t k = i + 1;
		while (k < found->count && !has_own_row(found->entries[k].known))
			k++;
		if (k == found->count ? next == end : found->entries[k].known == next)
			continue;
		if (k < found->count && found->entries[k].known->repeat != NULL &&
		    entry->known->repeat != NULL)
			continue;
		entry->state = ITEM_PROPOSED;
		entry->why = "次の見出しが見当たらない";
	}
}

void
values_decide(struct found *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (!found->entries[i].is_decided)
			decide(found, &found->entries[i]);
	doubt_before_gaps(found);
	orphans_settle(found);
}
