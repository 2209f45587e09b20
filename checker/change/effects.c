/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What else a change sets off: しきい値の再判断 (規則第14条第3項), 再実施 with 意見聴取 and 第三者点検 (番号法第28条第1項, 規則第7条), a
 * correction without delay (規則第14条), and the dates that go with them.
 */
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

static void
add(struct change_list *changes, const char *code, const char *ja, const char *en)
{
	for (size_t i = 0; i < changes->effect_count; i++)
		if (str_is(str_of(changes->effects[i].code), code))
			return;
	*ARRAY_ADD(changes->effects, changes->effect_count, changes->effect_room) =
	    (struct change_effect){ code, str_of(ja), str_of(en) };
}

static const struct item *
ask(const struct assessment *assessment, const char *question)
{
	for (size_t i = 0; i < assessment->form->count; i++) {
		struct form_id id = { &assessment->form->items[i], 1, 0 };

		if (str_is(id.item->question, question))
			return assess_find_id(assessment, &id);
	}
	return NULL;
}

static int
option_of(const struct item *item)
{
	return item == NULL || item->option == NULL ? 0 : item->option->number;
}

/* The options that an item of type choice had and has; 0: none, or not known. */
static void
options_of(const struct change_list *changes, const struct change *change, int *before, int *after)
{
	*before = change->old_id.item == NULL
	    ? 0
	    : option_of(assess_find_id(changes->old, &change->old_id));
	*after = change->new_id.item == NULL
	    ? 0
	    : option_of(assess_find_id(changes->new, &change->new_id));
}

/* 取扱者数 and 使用者数: the choice from which 500 people are reached (5: 500人以上1,000人未満). */
enum { STAFF_500 = 5 };

static bool
reaches_500(const struct change_list *changes, const struct change *change)
{
	int before, after;

	options_of(changes, change, &before, &after);
	return after >= STAFF_500 && before < STAFF_500;
}

/* Does the change touch what the threshold rests on (指針第5の2)? */
static void
threshold(struct change_list *changes, const struct change *change)
{
	struct str question = change->def->question;
	int before, after;

	options_of(changes, change, &before, &after);
	if (str_is(question, "I.1.3") && before > after && after > 0)
		add(changes, "threshold",
		    "対象人数が減るため、しきい値判断をやり直す（より軽い評価でよいことになるかを確"
		    "か"
		    "める）。",
		    "the number of persons falls: decide the threshold anew (see whether a lighter "
		    "assessment is enough).");
	else if (str_is(question, "I.1.3"))
		add(changes, "threshold",
		    "対象人数が変わるため、しきい値判断をやり直す（人数が増えてより重い評価が義務付"
		    "けられるときは速やかに"
		    "再実施する。規則第14条第3項）。",
		    "the number of persons changes: decide the threshold anew (re-assess promptly "
		    "when a "
		    "heavier assessment becomes due; rule 14(3)).");
	else if ((str_is(question, "II.3.4.users") || str_is(question, "II.4.delegation[].2")) &&
	    reaches_500(changes, change))
		add(changes, "threshold-handlers",
		    "取扱者数が500人以上となるため、しきい値判断をやり直す（規則第14条第3項）。",
		    "500 or more people handle the file: decide the threshold anew (rule 14(3)).");
	else if (str_is(question, "III.7.risk.2") &&
	    option_of(ask(changes->new, "III.7.risk.2")) == 1)
		add(changes, "threshold-accident",
		    "重大事故が発生したため、特定個人情報に関するものかを確かめ、しきい値判断をやり"
		    "直す（1年以内の重大事故。"
		    "規則第14条第3項）。",
		    "there was a serious accident: see whether it concerned 特定個人情報, and "
		    "decide the "
		    "threshold anew (accidents of the past year; rule 14(3)).");
}

/* 委託する, 再委託する → しない: what 指針 第6の2 excepts as a change that clearly reduces the risk, if the office says so. */
static void
reduction(struct change_list *changes, const struct change *change)
{
	struct str question = change->def->question;
	int before, after;

	options_of(changes, change, &before, &after);
	if (change->class == CLASS_IMPORTANT && before == 1 && after == 2 &&
	    (str_is(question, "II.4.has") || str_is(question, "II.4.delegation[].4")))
		add(changes, "reduces",
		    "委託や再委託をやめる変更は、リスクを明らかに軽減させる変更に当たるなら、重要な"
		    "変更で"
		    "はない（指針第6の2）。そう判断するときは、提出時期を事後とし、その旨を説明に書"
		    "く。",
		    "ending a delegation or sub-delegation is no important change if it clearly "
		    "reduces the risk (指針 第6の2): if you decide so, file it afterwards and say "
		    "why.");
}

/* Does the new version say what the old one said? Not when one of them does not show it; written otherwise it is the same. */
static bool
is_kept(const struct change_list *changes, const char *question)
{
	if (!change_is_sure(ask(changes->old, question)) ||
	    !change_is_sure(ask(changes->new, question)))
		return false;
	for (size_t i = 0; i < changes->count; i++)
		if (str_is(changes->list[i].def->question, question) &&
		    change_is_row(&changes->list[i]))
			return false;
	return true;
}

/* An important change repeats the whole procedure: what of it the new version does not show yet. */
static void
procedure(struct change_list *changes)
{
	bool full = str_is(changes->new->form->number, "4");

	add(changes, "reassess",
	    full ? "重要な変更があるため、変更の前に全項目評価を再実施し、提出して公表する（番号法"
		   "第28条第1項）。"
		 : "重要な変更があるため、変更の前に重点項目評価を再実施し、提出して公表する（番号"
		   "法第28条第1項）。",
	    "there is an important change: assess again, submit and publish before it is made "
	    "(My Number Act, article 28(1)).");
	if (is_kept(changes, "V.1.1"))
		add(changes, "basic",
		    "「基礎項目評価の実施日」が前の版のままである。基礎項目評価書も見直し、実施日を"
		    "改める。",
		    "the day of the basic assessment is still the former version's: review the "
		    "basic "
		    "assessment, too, and enter its day.");
	if (!full)
		return;
	if (is_kept(changes, "V.2.2"))
		add(changes, "hearing",
		    "意見聴取が前の版のままである。評価書の案を公示し、30日以上、住民等の意見を聴く"
		    "（規則第7条第1項）。",
		    "the hearing is still the former version's: publish the draft and hear the "
		    "residents for 30 days at least (rule 7(1)).");
	if (is_kept(changes, "V.3.1"))
		add(changes, "review",
		    "第三者点検が前の版のままである。意見を反映した後、合議制の機関等の点検を受ける"
		    "（規則第7条第4項）。",
		    "the third-party review is still the former version's: have the revised form "
		    "reviewed (rule 7(4)).");
}

/* In the order that the law asks for: hearing, review, change, publication. */
static void
dates(struct change_list *changes)
{
	const struct item *old = ask(changes->old, "cover.published");
	const struct item *new = ask(changes->new, "cover.published");

	if (!change_is_sure(old) || !change_is_sure(new) || !date_is_full(old->date) ||
	    !date_is_full(new->date))
		return;
	if (date_cmp(new->date, old->date) <= 0)
		add(changes, "published", "公表日が前の版より後になっていない。公表の日に改める。",
		    "the day of publication is not after the former version's: enter the new one.");
}

void
change_effects(struct change_list *changes)
{
	size_t rows = 0;
	bool important = false, doubtful = false;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->list[i];

		if (!change_is_row(change))
			continue;
		rows++;
		important |= change->class == CLASS_IMPORTANT;
		doubtful |= change->class == CLASS_DOUBTFUL;
		threshold(changes, change);
		reduction(changes, change);
	}
	if (rows == 0)
		return;
	if (important)
		procedure(changes);
	else
		add(changes, "correct",
		    "重要な変更はない。遅滞なく評価書を修正し、提出して公表する（規則第14条）。",
		    "there is no important change: correct, submit and publish the form without "
		    "delay "
		    "(rule 14).");
	if (doubtful)
		add(changes, "ask",
		    "※が上の欄だけにある項目の変更がある。重要な変更に当たるかを確かめる。",
		    "an item below one with ※ changes: decide whether that is an important "
		    "change.");
	dates(changes);
}
