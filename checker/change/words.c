/* SPDX-License-Identifier: Apache-2.0 */
/* Words by what they are part of: citations of laws, names of organisations, addresses; and how many entries a text cites. */
#include "change/words.h"

#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

bool
word_ends_with_one(struct str token, const char *const *ends, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_ends(token, str_of(ends[i])))
			return true;
	return false;
}

bool
word_is_one(struct str token, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(token, words[i]))
			return true;
	return false;
}

/* 番号利用法及び is 番号利用法及 + び: the conjunction is no part of the name. */
static struct str
without_conjunction(struct str token)
{
	static const char *const joints[] = { "及", "並", "又", "若" };

	for (size_t i = 0; i < COUNT_OF(joints); i++)
		if (str_ends(token, str_of(joints[i])))
			return str_sub(token, 0, token.len - str_of(joints[i]).len);
	return token;
}

/* 第一, 条第, 別表, 項: what citations are made of; of a token what is left without such signs at its end. */
static struct str
without_numbering(struct str token)
{
	static const struct str signs =
	    STR_INIT("第条項号表別附則章節款目一二三四五六七八九十百千〇の");
	size_t end = 0;

	for (size_t at = 0; at < token.len;) {
		size_t from = at;

		text_next(token, &at);
		if (!str_has(signs, str_sub(token, from, at - from)))
			end = at;
	}
	return str_sub(token, 0, end);
}

bool
word_is_numbering(struct str token)
{
	return token.len > 0 && without_numbering(without_conjunction(token)).len == 0;
}

/* 法律第十九条第八号, too: the name and what is cited of it. */
bool
word_is_law_name(struct str token)
{
	static const char *const ends[] = { "法", "法律", "条例", "命令", "省令", "政令", "規則",
		"規程", "告示", "別表", "指針", "法令", "附則", "府令", "主務省令" };
	struct str name = without_conjunction(token);

	return word_ends_with_one(name, ends, COUNT_OF(ends)) ||
	    word_ends_with_one(without_numbering(name), ends, COUNT_OF(ends));
}

/* Who issued an ordinance, beside its number: 内閣府・総務省令第7号. */
bool
word_is_issuer(struct str token)
{
	static const char *const ends[] = { "内閣府", "省", "庁" };

	return change_token_is(token, CHANGE_KANJI) &&
	    word_ends_with_one(token, ends, COUNT_OF(ends));
}

/* Words that stand between the parts of a citation and say nothing of their own. */
bool
word_is_law_joint(struct str token)
{
	static const char *const joints[] = { "の", "に", "する", "び", "びに", "は", "しくは",
		"く", "づく", "づき", "める", "で", "を", "及", "並", "又", "若", "関", "定", "基",
		"規定", "根拠", "保護", "情報", "デジタル", "個人情報", "特定個人情報", "利用",
		"利用特定個人情報", "提供", "事務", "主務省令", "等", "同法", "同", "題名", "改正",
		"平成", "令和", "年", "月", "日", "年法律", "行政手続", "における", "特定", "個人",
		"識別", "するための", "番号", "利用等" };

	return word_is_one(without_conjunction(token), joints, COUNT_OF(joints)) ||
	    word_is_one(token, joints, COUNT_OF(joints)) || word_is_issuer(token);
}

bool
word_is_organisation(struct str token)
{
	static const char *const ends[] = { "課", "部", "局", "係", "室", "所", "署", "庁", "省",
		"院", "委員会", "審議会", "審査会", "課長", "部長", "局長", "係長", "室長", "所長",
		"長官", "大臣", "知事", "市長", "町長", "村長", "区長", "担当", "支所", "本部",
		"事務所", "保健所", "機構" };

	return change_token_is(token, CHANGE_KANJI) &&
	    word_ends_with_one(token, ends, COUNT_OF(ends));
}

bool
word_is_address(struct str token)
{
	static const char *const words[] = { "番地", "丁目", "番", "号", "電話", "内線", "TEL",
		"FAX" };
	static const char *const ends[] = { "県", "府", "都", "道", "市", "区", "町", "村", "丁目",
		"番地" };

	return word_is_one(token, words, COUNT_OF(words)) ||
	    (change_token_is(token, CHANGE_KANJI) &&
		word_ends_with_one(token, ends, COUNT_OF(ends)));
}

bool
word_is_filler(struct str token)
{
	return change_token_is(token, CHANGE_SIGN) || change_token_is(token, CHANGE_SPACE);
}

/* Signs and white space, and no word. */
bool
word_is_wordless(struct str text)
{
	struct arena arena = { 0 };
	struct str *words;
	size_t count = change_tokens(&arena, text, &words), i = 0;

	while (i < count && word_is_filler(words[i]))
		i++;
	arena_release(&arena);
	return i == count;
}

/* 決まった and 決った, 行なう and 行う: the same word with a kana more. */
bool
word_is_okurigana(struct str a, struct str b)
{
	struct str longer = a.len > b.len ? a : b, shorter = a.len > b.len ? b : a;

	return change_token_is(a, CHANGE_HIRAGANA) && change_token_is(b, CHANGE_HIRAGANA) &&
	    str_ends(longer, shorter) && text_chars(longer) == text_chars(shorter) + 1;
}

/* Where the number that ends before `end` begins: 102の2; `end` itself when there is none. */
static size_t
number_before(struct str key, size_t end)
{
	static const struct str of = STR_INIT("の");
	size_t at = end;

	while (at > 0) {
		if (str_is_digit(key.ptr[at - 1]))
			at--;
		else if (at < end && at > of.len && str_ends(str_sub(key, 0, at), of) &&
		    str_is_digit(key.ptr[at - of.len - 1]))
			at -= of.len;
		else
			break;
	}
	return at;
}

static void
add_citation(struct str number, struct str *list, size_t *count)
{
	for (size_t i = 0; i < *count; i++)
		if (str_eq(list[i], number))
			return;
	if (*count < CHANGE_CITATIONS_MAX)
		list[(*count)++] = number;
}

/* How many entries (…の項) the text cites, each once: 25、26、153の項 are three. */
size_t
change_count_citations(struct str text)
{
	static const struct str end = STR_INIT("の項");
	static const char *const joints[] = { "、", ",", "及び", "並びに", "・" };
	struct arena arena = { 0 };
	struct str key = text_key(&arena, text), list[CHANGE_CITATIONS_MAX];
	size_t count = 0;

	for (size_t at = str_find(key, end, 0); at != STR_NONE; at = str_find(key, end, at + 1)) {
		size_t to = at, from = number_before(key, to);

		while (from < to) {
			add_citation(str_sub(key, from, to - from), list, &count);
			size_t next = from;

			for (size_t i = 0; i < COUNT_OF(joints) && next == from; i++)
				if (str_ends(str_sub(key, 0, from), str_of(joints[i])))
					next = from - str_of(joints[i]).len;
			to = next == from ? 0 : next;
			from = to == 0 ? 0 : number_before(key, to);
		}
	}
	arena_release(&arena);
	return count;
}
