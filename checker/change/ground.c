/* SPDX-License-Identifier: Apache-2.0 */
/* What a 提出時期に係る説明 claims, and whether the words that changed can be covered by it. */
#include "base/scope.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

/* In this order: the first whose word stands in the reason, and none of its exceptions. */
static const struct {
	enum change_ground ground;
	const char *words[12];
} grounds[] = {
	{ GROUND_EMERGENCY, { "緊急", "災害", "第9条第2項" } },
	{ GROUND_THRESHOLD, { "しきい値", "重大事故" } },
	{ GROUND_SHARED,
	    { "他の機関", "他の行政機関", "他機関", "共同利用", "共同で", "国の機関", "国が運営",
		"機構が運営", "他団体が運営", "他の団体が運営" } },
	{ GROUND_RISK, { "軽減", "低減" } },
	{ GROUND_VOLUNTARY, { "任意に", "任意で" } },
	{ GROUND_WORDING,
	    { "誤字", "脱字", "誤記", "文言", "表記", "字句", "記載の修正", "記載誤り", "表現",
		"軽微" } },
	{ GROUND_LAW,
	    { "法令", "法律", "法の", "条例", "改正", "題名", "省令", "番号法", "政令",
		"制度改正" } },
	{ GROUND_NAME, { "部署", "組織", "名称", "改編", "機構改革", "課名", "改称", "異動" } },
	{ GROUND_FORMAL, { "形式的" } },
};

enum change_ground
change_ground_of(struct str reason)
{
	struct arena arena = { 0 };
	struct str key = text_key(&arena, reason);
	static const char *const no[] = { "該当しない", "該当せず", "当たらない", "あたらない",
		"ではない", "でない", "該当しません", "当たりません" };
	enum change_ground found = GROUND_NONE;
	bool denied = false;

	for (size_t i = 0; i < COUNT_OF(no); i++)
		denied |= str_has(key, str_of(no[i]));
	for (size_t i = 0; i < COUNT_OF(grounds) && found == GROUND_NONE; i++)
		for (size_t k = 0; grounds[i].words[k] != NULL; k++)
			if (str_has(key, str_of(grounds[i].words[k])))
				found = grounds[i].ground;
	/* "a 重要な変更, for the law was amended" is no ground for 事後. */
	bool important = !denied &&
	    (str_has(key, STR("重要な変更")) || str_has(key, STR("重要な追加変更")) ||
		str_has(key, STR("重要な事項の変更")));
	if (important && found != GROUND_EMERGENCY && found != GROUND_THRESHOLD &&
	    found != GROUND_VOLUNTARY)
		found = GROUND_IMPORTANT;
	if (found == GROUND_NONE &&
	    (str_has(key, STR("その他の項目")) || str_has(key, STR("義務付けられ"))))
		found = GROUND_OTHER;
	if (found == GROUND_NONE && denied)
		found = GROUND_EXEMPT;
	arena_release(&arena);
	return found;
}

const char *
change_ground_name(enum change_ground ground)
{
	static const char *const names[] = { "none", "emergency", "threshold", "shared", "risk",
		"voluntary", "wording", "law", "name", "formal", "important", "exempt", "other" };

	return names[ground];
}

/* ---- does it fit? ------------------------------------------------------------------------------------------- */

/* A change of wording leaves numbers, a "not" and whole sentences as they are. */
enum { SENTENCE_CHARS = 20 };

static bool
has_not(struct str text)
{
	static const char *const nots[] = { "ない", "せん", "せず", "なし", "なく" };

	for (size_t i = 0; i < COUNT_OF(nots); i++)
		if (str_has(text, str_of(nots[i])))
			return true;
	return false;
}

static bool
has_digit(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (str_is_digit(text.ptr[i]))
			return true;
	return false;
}

/* The first stretch that is more than another word for the same. */
static bool
find_substance(
    const struct diff_parts *parts, bool wording, struct str *deleted, struct str *inserted)
{
	for (size_t i = 0; i < parts->count;) {
		*deleted = *inserted = (struct str){ 0 };
		if (parts->list[i].op == DIFF_SAME) {
			i++;
			continue;
		}
		for (; i < parts->count && parts->list[i].op != DIFF_SAME; i++)
			*(parts->list[i].op == DIFF_DELETED ? deleted : inserted) =
			    parts->list[i].text;
		if (has_not(*deleted) != has_not(*inserted))
			return true;
		if (wording && has_digit(*deleted) && has_digit(*inserted))
			return true;
		if (wording && (deleted->len == 0 || inserted->len == 0) &&
		    text_chars(*deleted) + text_chars(*inserted) >= SENTENCE_CHARS)
			return true;
	}
	return false;
}

static struct str
shown(struct arena *arena, struct str before, struct str after)
{
	return arena_printf(arena, "「%.*s」→「%.*s」", STR_ARG(text_cut(before, 150)),
	    STR_ARG(text_cut(after, 150)));
}

struct str
change_misfit(struct arena *arena, const struct form_item *def, enum change_ground ground,
    struct str before, struct str after, const struct diff_parts *parts, enum change_nature nature)
{
	bool formal = ground == GROUND_WORDING || ground == GROUND_LAW || ground == GROUND_NAME ||
	    ground == GROUND_FORMAL;
	struct str none = { 0 }, deleted, inserted;
	size_t more;

	if (!formal || before.len == 0 || after.len == 0 || parts->coarse)
		return none;
	if (def->type == FORM_CHOICE || def->type == FORM_COUNT) {
		bool a, b;

		return def->type == FORM_COUNT ||
			change_cell_option(def, before, &a) != change_cell_option(def, after, &b)
		    ? shown(arena, before, after)
		    : none;
	}
	if (!form_type_is_text(def->type) || nature != NATURE_SUBSTANCE)
		return none;
	if (ground == GROUND_LAW || ground == GROUND_FORMAL) {
		more = change_count_citations(after);
		if (change_count_citations(before) > 0 && more > change_count_citations(before))
			return arena_printf(
			    arena, "引用する項 %zu→%zu", change_count_citations(before), more);
	}
	/* Laws bring words of their own along; a "not" that comes or goes they do not explain away. */
	if (find_substance(
		parts, ground == GROUND_WORDING || ground == GROUND_NAME, &deleted, &inserted))
		return shown(arena, deleted, inserted);
	return none;
}
