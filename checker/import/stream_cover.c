/* SPDX-License-Identifier: Apache-2.0 */
/* The items of the cover of a text layer, by what no other text there is: proposals. */
#include "base/text.h"
#include "import/stream.h"

#include "base/banned.h"

static const struct known *
cover_item(const struct stream *s, const char *def)
{
	const struct form_item *item = form_find(s->labels->form, str_of(def));

	return item == NULL ? NULL : labels_of(s->labels, item);
}

static void
take_cover(struct stream *s, const char *def, uint32_t line, struct str text, const char *why)
{
	const struct known *known = cover_item(s, def);

	if (known == NULL || text.len == 0 || found_find(s->found, known->item, 1, 0) != NULL)
		return;
	struct slot slot = { .known = known };
	stream_take(s, &slot, line, text, ITEM_PROPOSED, why);
}

/* What of the cover's tokens could be an item: the first, and how many there are. */
struct candidate {
	const struct stream_token *token;
	size_t count;
};

struct cover {
	struct candidate number, name, declaration, date, agency;
	struct str kind; /* key */
};

static void
note(struct candidate *candidate, const struct stream_token *token)
{
	if (candidate->count++ == 0)
		candidate->token = token;
}

/* 評価実施機関 are heads and boards of public bodies. */
static bool
names_agency(struct str key)
{
	enum { AGENCY_MAX_CHARS = 25 };

	return (str_ends(key, STR("長")) || str_ends(key, STR("委員会")) ||
		   str_ends(key, STR("組合"))) &&
	    text_chars(key) <= AGENCY_MAX_CHARS;
}

static void
look_at(struct cover *cover, struct stream *s, const struct stream_token *token)
{
	struct str key = text_key(s->arena, text_cut(token->text, 2000));

	if (token->kind == TOKEN_NUMBER)
		note(&cover->number, token);
	else if (token->kind == TOKEN_DATE)
		note(&cover->date, token);
	else if (token->kind != TOKEN_TEXT)
		return;
	else if (str_ends(key, cover->kind))
		note(&cover->name, token);
	else if (str_has(key, STR("宣言する")) && str_has(key, STR("プライバシー")))
		note(&cover->declaration, token);
	else if (names_agency(key))
		note(&cover->agency, token);
}

/* "21 ○○に関する事務 重点項目評価書" on one line, or "○○に関する事務" and the kind below it. */
static void
take_name(struct stream *s, const struct cover *cover)
{
	const struct stream_token *token = cover->name.token, *above = token - 1;
	struct str text = token->text;
	size_t digits = 0;

	if (str_eq(text_key(s->arena, text_cut(text, 2000)), cover->kind)) {
		if (token == s->tokens || above->kind != TOKEN_TEXT)
			return;
		text = arena_printf(
		    s->arena, "%.*s　%.*s", STR_ARG(above->text), STR_ARG(token->text));
	}
	while (digits < text.len && str_is_digit(text.ptr[digits]))
		digits++;
	if (digits > 0 && digits <= 4 && digits < text.len && text.ptr[digits] == ' ' &&
	    cover->number.count == 0) {
		take_cover(
		    s, "cover.no", token->line, str_sub(text, 0, digits), "評価書名の前にある数字");
		text = str_trim(str_from(text, digits));
	}
	take_cover(s, "cover.name", token->line, text, "表紙で様式の名で終わる唯一の文");
}

static void
take_only(struct stream *s, const char *def, const struct candidate *candidate, const char *why)
{
	if (candidate->count == 1)
		take_cover(s, def, candidate->token->line, candidate->token->text, why);
}

void
stream_cover(struct stream *s)
{
	const struct stream_page *page = s->page_count > 0 ? s->pages : NULL;
	struct cover cover = { .kind = text_key(s->arena, s->labels->form->kind) };

	if (page == NULL || page->body)
		return;
	for (size_t i = page->from; i < page->to; i++)
		look_at(&cover, s, &s->tokens[i]);
	take_only(s, "cover.no", &cover.number, "表紙にある唯一の数字");
	if (cover.name.count == 1)
		take_name(s, &cover);
	take_only(s, "cover.declaration", &cover.declaration, "表紙で宣言の語を含む唯一の文");
	take_only(s, "cover.published", &cover.date, "表紙にある唯一の日付");
	take_only(s, "cover.agency", &cover.agency, "表紙で機関の長などの名で終わる唯一の文");
}
