/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kind of change the words show, hence its class, its timing and the ground: 指針第6の2 names what is no important change of an
 * item with ※ (誤字脱字; titles and numbers of laws, names of organisations; the part on a system that another body runs). All is a
 * proposal: whether a risk is clearly reduced, only a person can say.
 */
#include "base/scope.h"
#include "base/text.h"
#include "change/words.h"
#include "base/banned.h"

const char *
change_nature_name(enum change_nature nature)
{
	static const char *const names[] = { "notation", "law", "name", "slip", "shared",
		"substance" };

	return names[nature];
}

const char *change_class_name(enum change_class class)
{
	static const char *const names[] = { "other", "exempt", "doubtful", "important" };

	return names[class];
}

/* ---- one stretch that changed ------------------------------------------------------------------------------- */

/* What was deleted and inserted between two stretches that stayed. */
struct hunk {
	struct str deleted, inserted;
	struct str before, after; /* what stayed on both sides; empty: nothing */
	struct str *words;        /* of both */
	size_t deleted_count, count;
};

/* "第" before or "条" behind: the number is one of a citation. */
static bool
is_in_citation(const struct hunk *hunk)
{
	static const char *const heads[] = { "条", "項", "号", "の項", "の条", "の号", "の表",
		"条の" };
	static const char *const tails[] = { "第", "別表", "表の", "条の", "項の", "別表第" };

	for (size_t i = 0; i < COUNT_OF(heads); i++)
		if (str_starts(hunk->after, str_of(heads[i])))
			return true;
	return word_ends_with_one(str_trim(hunk->before), tails, COUNT_OF(tails));
}

static bool
is_law(const struct hunk *hunk)
{
	bool strong = false, digits = false, issuer = false;

	for (size_t i = 0; i < hunk->count; i++) {
		struct str word = hunk->words[i];

		if (word_is_law_name(word) || (word_is_numbering(word) && !str_is(word, "の")))
			strong = true;
		else if (change_token_is(word, CHANGE_DIGITS))
			digits = true;
		else if (word_is_issuer(word))
			issuer = true;
		else if (!word_is_filler(word) && !word_is_law_joint(word))
			return false;
	}
	return strong || (digits && (issuer || is_in_citation(hunk)));
}

/* Is it a list of organisations alone, and of how many? With the words of addresses when contact. */
static bool
names_only(struct str text, bool contact, size_t *count)
{
	struct arena arena = { 0 };
	struct str *words;
	size_t n = change_tokens(&arena, text, &words), name = 0;
	bool good = true;

	*count = 0;
	for (size_t i = 0; i < n && good; i++) {
		bool ends = word_is_filler(words[i]);

		if (word_is_organisation(words[i])) {
			/* 健康づくり推進課: what stands before belongs to it. */
			*count += 1;
			name = 0;
		} else if (contact &&
		    (change_token_is(words[i], CHANGE_DIGITS) || word_is_address(words[i]))) {
			continue;
		} else if (!ends && !str_is(words[i], "の")) {
			name++;
		}
		good = name <= 4 && !(ends && name > 0);
	}
	arena_release(&arena);
	return good && name == 0;
}

static bool
is_name(const struct hunk *hunk, bool contact)
{
	size_t old, new;

	/* Two departments that become one are no rename. */
	return names_only(hunk->deleted, contact, &old) &&
	    names_only(hunk->inserted, contact, &new) && old == new && (old > 0 || contact);
}

/* A character or two, none of them a number or a "not". */
static bool
is_slip(const struct hunk *hunk)
{
	static const char *const particles[] = { "を", "の", "に", "は", "が", "で", "と", "も",
		"へ" };
	size_t deleted = hunk->deleted_count, inserted = hunk->count - deleted;

	for (size_t i = 0; i < hunk->count; i++)
		if (change_token_is(hunk->words[i], CHANGE_DIGITS) ||
		    str_has(hunk->words[i], STR("ない")) || str_has(hunk->words[i], STR("せん")))
			return false;
	if (deleted > 1 || inserted > 1)
		return false;
	if (deleted == 0 || inserted == 0)
		return hunk->count == 1 &&
		    (word_is_filler(hunk->words[0]) ||
			word_is_one(hunk->words[0], particles, COUNT_OF(particles)));
	if (word_is_one(hunk->deleted, particles, COUNT_OF(particles)) &&
	    word_is_one(hunk->inserted, particles, COUNT_OF(particles)))
		return true;
	if ((word_is_filler(hunk->deleted) && word_is_filler(hunk->inserted)) ||
	    word_is_okurigana(hunk->deleted, hunk->inserted))
		return true;
	return text_chars(hunk->deleted) >= 3 &&
	    text_distance(hunk->deleted, hunk->inserted, 1) <= 1 &&
	    !change_token_is(hunk->deleted, CHANGE_HIRAGANA);
}

static enum change_nature
nature_of_hunk(struct hunk *hunk, bool contact)
{
	struct arena arena = { 0 };
	struct str *deleted, *inserted;
	enum change_nature nature = NATURE_SUBSTANCE;

	hunk->deleted_count = change_tokens(&arena, hunk->deleted, &deleted);
	hunk->count = hunk->deleted_count + change_tokens(&arena, hunk->inserted, &inserted);
	hunk->words = ARENA_ARRAY(&arena, struct str, hunk->count + 1);
	for (size_t i = 0; i < hunk->count; i++)
		hunk->words[i] =
		    i < hunk->deleted_count ? deleted[i] : inserted[i - hunk->deleted_count];
	if (is_law(hunk))
		nature = NATURE_LAW;
	else if (is_name(hunk, contact))
		nature = NATURE_NAME;
	else if (is_slip(hunk))
		nature = NATURE_SLIP;
	arena_release(&arena);
	return nature;
}

/* ---- all of them -------------------------------------------------------------------------------------------- */

static bool
is_contact(const struct form_item *def)
{
	static const char *const questions[] = { "IV.1.1", "IV.2.1" };

	return word_is_one(def->question, questions, COUNT_OF(questions));
}

/* The next heading ＜…＞ or 【…】 at or after *at: does it name a system that another body runs? *at = behind it. false: none. */
static bool
next_heading(struct str text, size_t *at, size_t *from, bool *shared)
{
	static const struct {
		struct str open, close;
	} brackets[] = {
		{ STR_INIT("＜"), STR_INIT("＞") },
		{ STR_INIT("【"), STR_INIT("】") },
		{ STR_INIT("<"), STR_INIT(">") },
	};

	for (; *at < text.len; ++*at)
		for (size_t i = 0; i < COUNT_OF(brackets); i++) {
			size_t end;

			if (!str_starts(str_from(text, *at), brackets[i].open))
				continue;
			end = str_find(text, brackets[i].close, *at);
			if (end == STR_NONE || end - *at >= 200)
				continue;
			*from = *at;
			*shared = str_has(str_sub(text, *at, end - *at), STR("中間サーバ"));
			*at = end + brackets[i].close.len;
			return true;
		}
	return false;
}

/* A part under a heading that is shared or not (*shared, and of its end): is all that it says under shared ones? */
static bool
is_under_shared(struct str text, bool *shared)
{
	size_t at = 0, from = 0, said = 0;
	bool all = true, next = *shared;

	while (next_heading(text, &at, &from, &next)) {
		all = all && (*shared || word_is_wordless(str_sub(text, said, from - said)));
		*shared = next;
		said = from;
	}
	return all && (*shared || word_is_wordless(str_from(text, said)));
}

static bool
is_all_shared(const struct diff_parts *parts)
{
	bool old = false, new = false, all = true;

	for (size_t i = 0; i < parts->count; i++) {
		const struct diff_part *part = &parts->list[i];

		if (part->op != DIFF_INSERTED)
			all = (is_under_shared(part->text, &old) || part->op == DIFF_SAME) && all;
		if (part->op != DIFF_DELETED)
			all = (is_under_shared(part->text, &new) || part->op == DIFF_SAME) && all;
	}
	return all;
}

static enum change_nature
worst_hunk(const struct diff_parts *parts, bool contact)
{
	enum change_nature found = NATURE_NOTATION;

	for (size_t i = 0; i < parts->count;) {
		struct hunk hunk = { 0 };
		enum change_nature nature;

		if (parts->list[i].op == DIFF_SAME) {
			i++;
			continue;
		}
		if (i > 0)
			hunk.before = parts->list[i - 1].text;
		for (; i < parts->count && parts->list[i].op != DIFF_SAME; i++)
			*(parts->list[i].op == DIFF_DELETED ? &hunk.deleted : &hunk.inserted) =
			    parts->list[i].text;
		if (i < parts->count)
			hunk.after = parts->list[i].text;
		nature = nature_of_hunk(&hunk, contact);
		if (nature == NATURE_SUBSTANCE)
			return nature;
		/* Of formal ones the first named counts: law before name before slip. */
		if (found == NATURE_NOTATION || nature < found)
			found = nature;
	}
	return found;
}

enum change_nature
change_nature_of(const struct form_item *def, struct str before, struct str after,
    const struct diff_parts *parts)
{
	enum change_nature nature;

	if (def->type == FORM_CHOICE || def->type == FORM_COUNT || def->type == FORM_DATE ||
	    before.len == 0 || after.len == 0 || parts->coarse)
		return NATURE_SUBSTANCE;
	nature = worst_hunk(parts, is_contact(def));
	/* More entries cited than before are more than another number for the same. */
	if (nature == NATURE_LAW && change_count_citations(after) > change_count_citations(before))
		nature = NATURE_SUBSTANCE;
	if (nature == NATURE_SUBSTANCE && def->important_change && is_all_shared(parts))
		nature = NATURE_SHARED;
	return nature;
}

enum change_class
change_class_of(const struct form_item *def, enum change_nature nature)
{
	if (!def->important_change && !def->doubtful)
		return CLASS_OTHER;
	if (nature != NATURE_SUBSTANCE)
		return CLASS_EXEMPT;
	return def->doubtful ? CLASS_DOUBTFUL : CLASS_IMPORTANT;
}

static const char *
reason_of(const struct change *change, bool full_form)
{
	switch (change->class) {
	case CLASS_OTHER:
		return "その他の項目の変更であり、事前の提出及び公表が義務付けられていない。";
	case CLASS_DOUBTFUL:
		return "※の項目に伴う変更であり、重要な変更に該当し得るため、事前に評価を再実施した"
		       "。";
	case CLASS_IMPORTANT:
		return full_form ? "重要な変更に該当するため、意見の聴取と第三者点検を経て事前に評"
				   "価を再実施した。"
				 : "重要な変更に該当するため、事前に評価を再実施した。";
	case CLASS_EXEMPT:
		break;
	}
	switch (change->nature) {
	case NATURE_LAW:
		return "法令の改正に伴う形式的な変更であり、重要な変更に該当しない。";
	case NATURE_NAME:
		return "組織の名称等の形式的な変更であり、重要な変更に該当しない。";
	case NATURE_SHARED:
		return "他の機関が運営するシステムの変更に伴い、当該システムに係る記載を改めるもの"
		       "であり、"
		       "重要な変更に該当しない。";
	default:
		return "誤字脱字等の修正であり、重要な変更に該当しない。";
	}
}

void
change_propose(struct change *change, const struct form *form)
{
	bool before = change->class == CLASS_IMPORTANT || change->class == CLASS_DOUBTFUL;

	change->timing = before ? STR("事前") : STR("事後");
	change->reason = str_of(reason_of(change, str_is(form->number, "4")));
}
