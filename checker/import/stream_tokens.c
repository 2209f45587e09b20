/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a text layer as tokens: labels (over several lines, with a value behind), options, texts, and what is neither. */
#include "base/buf.h"
#include "base/date.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/stream.h"

#include "base/banned.h"

enum { LABEL_LINES_MAX = 6, HEADS_MAX = 8 };

struct str
stream_row_text(const struct row *row)
{
	return row->count > 0 ? row->cells[0].text : (struct str){ 0 };
}

/* The class of a label with this wording and number; *n of a label with {n}. NO_CLASS: none. */
static uint32_t
class_of(const struct stream *s, const struct label *label, unsigned *n)
{
	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];

		if (s->classes[k] != NO_CLASS && known->label.kind == label->kind &&
		    known->label.number == label->number && label_is(known, label->key, n))
			return s->classes[k];
	}
	return NO_CLASS;
}

static struct stream_token *
add(struct stream *s, enum token_kind kind, const struct row *row, uint32_t block)
{
	struct stream_token *token = ARRAY_ADD(s->tokens, s->count, s->room);

	*token = (struct stream_token){ .kind = kind,
		.line = row->line,
		.page = row->page,
		.block = block,
		.rows = 1,
		.class = NO_CLASS };
	return token;
}

/* "2） 十分に行っている ①事故発生時手順…": an option that slipped before a label. */
static struct str
without_option(const struct stream *s, struct str text)
{
	for (size_t at = 0, cuts = 0; at < text.len && cuts < 4;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (c != ' ' || from == 0)
			continue;
		cuts++;
		if (value_is_options(s->labels, s->arena, str_sub(text, 0, from)))
			return str_trim(str_from(text, from));
	}
	return text;
}

/* The line without brackets: of a choice its option, of a list the list. */
static struct str
without_brackets(const struct stream *s, struct str line)
{
	struct buf buf = { 0 };
	struct str key = text_key(s->arena, text_cut(line, IMPORT_LABEL_MAX_BYTES));

	for (size_t at = 0; at < key.len; at++)
		if (key.ptr[at] != '[' && key.ptr[at] != ']')
			buf_addc(&buf, key.ptr[at]);
	struct str bare = arena_str(s->arena, buf_str(&buf));
	buf_release(&buf);
	return bare;
}

static bool
is_number(struct str text)
{
	int64_t n;

	return text.len <= 12 && text_parse_count(text, &n);
}

/* Captions that the form prints between the boxes of 主な記録項目. */
static bool
is_caption(struct str key)
{
	static const char *const captions[] = { "・識別情報", "・連絡先等情報", "・業務関係情報",
		"識別情報", "連絡先等情報", "業務関係情報", "【任意】", "[任意]", "※" };

	for (size_t i = 0; i < COUNT_OF(captions); i++)
		if (str_is(key, captions[i]))
			return true;
	return false;
}

/* Nothing but brackets, circles and 件; or a piece of a （ ） that came apart. */
static bool
is_debris(struct str key)
{
	bool debris = true;

	for (size_t at = 0; at < key.len;) {
		uint32_t c = text_next(key, &at);

		debris = debris &&
		    (c == '(' || c == ')' || c == '[' || c == ']' || c == 0x25CB || c == 0x4EF6 ||
			(c >= '0' && c <= '9'));
	}
	return debris || str_ends(key, STR("(")) || str_starts(key, STR(")"));
}

bool
stream_is_fragment(const struct stream *s, struct str text)
{
	struct label label = label_parse(s->arena, text);

	for (size_t k = 0; k < s->labels->count && text_chars(label.key) >= 3; k++) {
		const struct known *known = &s->labels->list[k];

		if (s->classes[k] != k || label.key.len >= known->label.key.len)
			continue;
		if (label.kind == LABEL_PLAIN
			? str_ends(known->label.key, label.key) ||
			    (text_chars(label.key) >= 8 && str_starts(known->label.key, label.key))
			: known->label.kind == label.kind && known->label.number == label.number &&
			    str_starts(known->label.key, label.key))
			return true;
	}
	return false;
}

bool
stream_begins_heading(const struct stream *s, struct str text)
{
	struct label label = label_parse(s->arena, text_cut(text, IMPORT_LABEL_MAX_BYTES));

	for (size_t k = 0; k < s->labels->count && label.kind == LABEL_HEADING; k++) {
		const struct known *known = &s->labels->list[k];

		if (known->label.kind == label.kind && known->label.number == label.number &&
		    text_chars(label.key) >= 4 &&
		    (str_starts(known->label.key, label.key) ||
			str_starts(label.key, known->label.key)))
			return true;
	}
	return false;
}

/* A heading of the form behind a word of the line: "記載等 ２．特定個人情報ファイルの取扱いに関する問合せ". */
static bool
has_heading_within(const struct stream *s, struct str text)
{
	for (size_t at = str_find_char(text, ' ', 0); at != STR_NONE && at < IMPORT_LABEL_MAX_BYTES;
	     at = str_find_char(text, ' ', at + 1))
		if (stream_begins_heading(s, str_trim(str_from(text, at))))
			return true;
	return false;
}

/* A line that is no label. */
static void
add_other(struct stream *s, const struct row *row, uint32_t block, size_t first)
{
	struct str text = stream_row_text(row);
	struct str key = text_key(s->arena, text_cut(text, IMPORT_LABEL_MAX_BYTES));
	struct str bare = without_brackets(s, text);
	struct date date;

	if (labels_have_option(s->labels, bare)) {
		add(s, TOKEN_CHOICE, row, block)->key = bare;
	} else if (is_number(text)) {
		add(s, TOKEN_NUMBER, row, block)->text = text;
	} else if (date_parse(text, &date)) {
		add(s, TOKEN_DATE, row, block)->text = text;
	} else if (is_debris(key) || is_caption(key) ||
	    value_is_options(s->labels, s->arena, bare) || labels_placeholder(s->labels, key) ||
	    value_has_box(text) || str_has(key, STR("]")) || str_is(bare, "<選択肢>") ||
	    stream_is_fragment(s, text)) {
		add(s, TOKEN_NOISE, row, block)->text = text;
	} else if (has_heading_within(s, text)) {
		/* The line of another cell was joined to it: what is whose nobody can say. */
		add(s, TOKEN_NOISE, row, block)->text = text;
	} else if (s->count > first && s->tokens[s->count - 1].kind == TOKEN_TEXT &&
	    s->tokens[s->count - 1].block == block) {
		struct stream_token *last = &s->tokens[s->count - 1];

		last->text = arena_join(s->arena, last->text, text);
		last->rows++;
	} else {
		add(s, TOKEN_TEXT, row, block)->text = text;
	}
}

/* Does a label, or a placeholder of groups, begin at one of the words behind a value? Then the line is of two cells or more. */
static uint32_t
label_within(const struct stream *s, struct str text, unsigned *n)
{
	for (size_t at = 0; at != STR_NONE; at = str_find_char(text, ' ', at + 1)) {
		struct str rest = str_trim(str_from(text, at));
		size_t ends[] = { str_find_char(rest, ' ', 0), rest.len };

		for (size_t i = 0; i < COUNT_OF(ends); i++) {
			if (ends[i] == STR_NONE || ends[i] > IMPORT_LABEL_MAX_BYTES)
				continue;
			struct label label = label_parse(s->arena, str_sub(rest, 0, ends[i]));
			uint32_t class = class_of(s, &label, n);

			if (class != NO_CLASS)
				return class;
			if (labels_placeholder(s->labels, label.key)) {
				*n = 0;
				return (uint32_t)NO_CLASS - 1;
			}
		}
	}
	return NO_CLASS;
}

static void
add_label(struct stream *s, const struct row *row, uint32_t block, uint32_t class, unsigned n,
    struct str rest)
{
	struct stream_token *token = add(s, TOKEN_LABEL, row, block);
	struct str bare = without_brackets(s, rest);
	unsigned number;

	token->class = class;
	token->number = n;
	if (value_is_options(s->labels, s->arena, rest) || bare.len == 0)
		return;
	uint32_t second = label_within(s, rest, &number);
	if (labels_have_option(s->labels, bare))
		token->key = bare;
	else if (second == NO_CLASS)
		token->text = rest;
	else if (second < s->labels->count)
		add_label(s, row, block, second, number, (struct str){ 0 });
}

/* "⑥事務担当部署 図書館", "評価書番号 評価書名", "市町村長 提供先1". */
static bool
add_labelled_line(struct stream *s, const struct row *row, uint32_t block, struct str text)
{
	size_t best = 0, at = 0;
	uint32_t class = NO_CLASS;
	unsigned n = 0, number = 0;
	struct label label;

	for (size_t cuts = 0; at < text.len && at < IMPORT_LABEL_MAX_BYTES && cuts < HEADS_MAX;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (from == 0 || (c != ' ' && c != '['))
			continue;
		cuts++;
		label = label_parse(s->arena, str_sub(text, 0, from));
		uint32_t found = class_of(s, &label, &number);
		if (found != NO_CLASS) {
			class = found;
			best = from;
			n = number;
		}
	}
	if (class != NO_CLASS) {
		struct str rest = str_trim(str_from(text, best));

		if (str_starts(rest, STR("※")))
			rest = str_trim(str_from(rest, sizeof "※" - 1));
		label = label_parse(s->arena, rest);
		uint32_t second = class_of(s, &label, &number);
		add_label(s, row, block, class, n, second == NO_CLASS ? rest : (struct str){ 0 });
		if (second != NO_CLASS)
			add_label(s, row, block, second, number, (struct str){ 0 });
		return true;
	}
	size_t last = STR_NONE;
	for (at = 0; (at = str_find_char(text, ' ', at)) != STR_NONE; at++)
		last = at;
	if (last == STR_NONE)
		return false;
	label = label_parse(s->arena, str_from(text, last));
	class = class_of(s, &label, &number);
	if (class == NO_CLASS || !s->labels->list[class].numbered || value_has_box(text))
		return false;
	add_label(s, row, block, class, number, str_trim(str_sub(text, 0, last)));
	return true;
}

/* The lines rows[0..n) as one label: how many; 0: none. */
static size_t
add_wrapped_label(struct stream *s, const struct row *rows, size_t count, uint32_t block)
{
	size_t most = count < LABEL_LINES_MAX ? count : LABEL_LINES_MAX;

	for (size_t lines = most; lines > 0; lines--) {
		struct buf buf = { 0 };
		unsigned n;

		buf_add(&buf, without_option(s, stream_row_text(&rows[0])));
		for (size_t i = 1; i < lines; i++)
			buf_add(&buf, stream_row_text(&rows[i]));
		struct str text = arena_str(s->arena, buf_str(&buf));
		buf_release(&buf);
		if (text.len > IMPORT_LABEL_MAX_BYTES)
			continue;
		struct label label = label_parse(s->arena, text);
		uint32_t class = class_of(s, &label, &n);
		if (class == NO_CLASS)
			continue;
		add_label(s, &rows[0], block, class, n, (struct str){ 0 });
		s->tokens[s->count - 1].rows = lines;
		return lines;
	}
	return 0;
}

static void
add_block(struct stream *s, const struct row *rows, size_t count, uint32_t block)
{
	size_t first = s->count;

	for (size_t i = 0; i < count;) {
		size_t lines = add_wrapped_label(s, &rows[i], count - i, block);

		if (lines > 0) {
			i += lines;
			continue;
		}
		struct str text = without_option(s, stream_row_text(&rows[i]));
		if (text.len > IMPORT_LABEL_MAX_BYTES * 4 ||
		    !add_labelled_line(s, &rows[i], block, text))
			add_other(s, &rows[i], block, first);
		i++;
	}
}

/* The same wording and number: one class, named by its first item. */
static void
make_classes(struct stream *s)
{
	s->classes = ARENA_ARRAY(s->arena, uint32_t, s->labels->count);
	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];
		bool single_mark = known->item->type == FORM_MARKS && known->item->mark_count == 1;

		s->classes[k] = known->inside || single_mark || known->label.key.len == 0 ||
			known->item->type == FORM_TABLE ||
			(known->item->parent != NULL && known->item->parent->type == FORM_TABLE)
		    ? NO_CLASS
		    : (uint32_t)k;
		for (size_t i = 0; i < k && s->classes[k] != NO_CLASS; i++) {
			const struct known *other = &s->labels->list[i];

			if (s->classes[i] == i && str_eq(other->label.key, known->label.key) &&
			    other->label.kind == known->label.kind &&
			    other->label.number == known->label.number)
				s->classes[k] = (uint32_t)i;
		}
	}
}

void
stream_make_tokens(struct stream *s)
{
	const struct blocks *blocks = s->blocks;
	uint32_t block = 0;

	make_classes(s);
	for (size_t first = 0, i = 0; i < blocks->count; i++)
		if (i + 1 == blocks->count || blocks->rows[i + 1].gap > 0 ||
		    blocks->rows[i + 1].page != blocks->rows[i].page) {
			add_block(s, &blocks->rows[first], i + 1 - first, block++);
			first = i + 1;
		}
}
