/* SPDX-License-Identifier: Apache-2.0 */
/* Assessments for tests. All texts and names are invented. */
#include "assess/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/scope.h"
#include "base/banned.h"

const char sample_yaml[] = "piacheck: assessment/1\n"
			   "form: \"3\"\n"
			   "source: {file: midori.txt}\n"
			   "items:\n"
			   "  cover.no: \"12\"\n"
			   "  cover.name: 予防接種の実施に関する事務\n"
			   "  cover.agency: 緑ヶ浜市長\n"
			   "  cover.published: 令和６年７月２日\n"
			   "  cover.remarks: '—'\n"
			   "  I.1.2: |\n"
			   "    予防接種を実施し、\n"
			   "    記録を管理する。\n"
			   "  I.1.3: {value: '2) 1,000人以上1万人未満', line: 44}\n"
			   "  I.2.system[2].1: 接種台帳システム\n"
			   "  I.2.system[2].3:\n"
			   "    情報提供ネットワークシステム: unchecked\n"
			   "    nw_: checked\n"
			   "    その他: {mark: checked, text: 番号連携}\n"
			   "  II.2.5: 平成28年1月\n"
			   "  II.3.1: {state: unknown, line: 84}\n"
			   "  II.2.3: {value: 市民, state: proposed, why: 印がない, line: 83}\n"
			   "  II.4.has.count: ２\n"
			   "  II@2.1: 第二のファイル\n"
			   "  app1.record[1].heading: 宛名\n"
			   "  app1.record[1].num: '1'\n"
			   "  app1.record[1].name: 宛名番号\n"
			   "  app1.record[3].name: 接種日\n"
			   "  app2.change[1].date: 2024-05-27\n"
			   "  app2.change[1].item: Ⅱ2③\n"
			   "  app2.change[1].before: ''\n"
			   "  app2.change[1].after: 市民\n"
			   "  app2.change[1].timing: 事前\n";

void
sample_read(struct assessment *assessment, enum doc_format format, struct str text,
    const struct forms *forms, struct diags *diags)
{
	struct arena arena = { 0 };
	const struct node *root = tree_of(format, text, &arena, diags);
	bool good = root != NULL &&
	    (format == DOC_XML ? assess_from_xml : assess_from_node)(
		assessment, root, STR("t"), forms, diags);

	if (!good) {
		diags_print(diags);
		fail_msg("refused:\n%.*s", STR_ARG(text));
	}
	arena_release(&arena);
}

uint32_t
random_below(struct random *random, uint32_t n)
{
	/* splitmix64 */
	uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)((z ^ (z >> 31)) >> 32) % n;
}

static const char *const pieces[] = { "", " ", "  ", "\n", "\n\n", "\t", "\r\n", "\r", ": ", ":",
	" #", "#", "- ", "-", "\"", "'", "''", "\\", "\\n", "&", "&amp;", "<", ">", "]]>", "<!--",
	"<p>", "%", "@", "`", "|", ">-", "{", "}", "[", "]", ",", "!", "*a", "&a", "~", "null",
	"true", "no", "0x1f", "1e3", "12", "1:30", "=", "<<", "---", "...", "\n---\n", "\n...\n",
	"—", "なし", "十分である", "（", "　", "①", "Ⅱ", "個人番号", "市民課", "。\n", "é",
	"e\u0301", "𠮷", "👪", "\u200B", "\u00A0", "\u2028", "\u2029", "\uFEFF", "\uFFFD", "\u202E",
	"𝄞", "ﾊﾝｶｸ", "令和6年", "unknown", "value", "state" };

static struct str
random_text(struct random *random, struct arena *arena)
{
	struct buf text = { 0 };

	for (uint32_t n = random_below(random, 7); n > 0; n--)
		buf_adds(&text, pieces[random_below(random, COUNT_OF(pieces))]);
	struct str result = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return result;
}

static struct node *
random_marks(struct random *random, const struct form_item *item, struct arena *arena)
{
	static const char *const states[] = { "checked", "unchecked", "unknown" };
	struct node *map = node_new(arena, NODE_MAP, 1, 1);

	for (size_t i = 0; i < item->mark_count; i++) {
		struct node *state = node_text(arena, str_of(states[random_below(random, 3)]));

		if (random_below(random, 4) == 0)
			continue;
		if (random_below(random, 3) == 0) {
			struct node *pair = node_new(arena, NODE_MAP, 1, 1);

			node_put(arena, pair, STR("mark"), state);
			node_put(
			    arena, pair, STR("text"), node_text(arena, random_text(random, arena)));
			state = pair;
		}
		node_put(arena, map,
		    random_below(random, 2) ? item->marks[i].label : item->marks[i].name, state);
	}
	return map;
}

static struct node *
random_value(struct random *random, const struct form_item *item, struct arena *arena)
{
	static const char *const dates[] = { "令和元年5月1日", "平成31年4月30日", "2024-07-02",
		"令和６年７月", "S63.1.8", "2020年" };
	static const char *const counts[] = { "0", "2", "１２", "1,000", "三十", "3件" };

	switch (item->type) {
	case FORM_CHOICE:
		return node_text(
		    arena, item->options[random_below(random, (uint32_t)item->option_count)].text);
	case FORM_MARKS:
		return random_marks(random, item, arena);
	case FORM_COUNT:
		return node_text(arena, str_of(counts[random_below(random, COUNT_OF(counts))]));
	case FORM_DATE:
		return node_text(arena, str_of(dates[random_below(random, COUNT_OF(dates))]));
	case FORM_PERIOD:
		return node_text(arena,
		    random_below(random, 2) ? str_of(dates[random_below(random, COUNT_OF(dates))])
					    : random_text(random, arena));
	default:
		return node_text(arena, random_text(random, arena));
	}
}

/* Of a PDF, of a workbook, or of neither. */
static void
random_place(struct random *random, struct node *map, struct arena *arena)
{
	struct doc_place place = { 0 };

	switch (random_below(random, 4)) {
	case 0:
		place.page = 1 + random_below(random, 400);
		break;
	case 1:
		place.sheet = random_text(random, arena);
		if (place.sheet.len > 0 && random_below(random, 2))
			place.cell = STR("AB12");
		break;
	default:
		break;
	}
	item_put_source(arena, map, 0, &place);
}

/* A value alone, or with state, reason and line. */
static struct node *
random_entry(struct random *random, const struct form_item *item, struct arena *arena)
{
	static const char *const with_value[] = { "read", "proposed" };
	static const char *const without[] = { "unknown", "none", "blank", "proposed" };
	struct node *map = node_new(arena, NODE_MAP, 1, 1);
	struct buf line = { 0 };

	switch (random_below(random, 8)) {
	case 0:
		return node_text(arena, STR(""));
	case 1:
		return node_text(arena, STR("なし"));
	case 2:
		return node_new(arena, NODE_NULL, 1, 1);
	case 3:
		node_put(arena, map, STR("state"),
		    node_text(arena, str_of(without[random_below(random, 4)])));
		break;
	case 4:
	case 5:
		node_put(arena, map, STR("value"), random_value(random, item, arena));
		if (random_below(random, 2))
			node_put(arena, map, STR("state"),
			    node_text(arena, str_of(with_value[random_below(random, 2)])));
		break;
	default:
		return random_value(random, item, arena);
	}
	if (random_below(random, 3) == 0)
		node_put(arena, map, STR("why"), node_text(arena, random_text(random, arena)));
	if (random_below(random, 2)) {
		buf_addf(&line, "%u", 1 + random_below(random, 9999));
		struct node *number = node_text(arena, buf_str(&line));
		number->style = NODE_PLAIN;
		node_put(arena, map, STR("line"), number);
		buf_release(&line);
	}
	random_place(random, map, arena);
	return map;
}

struct node *
sample_random(struct random *random, const struct form *form, struct arena *arena)
{
	struct node *root = node_new(arena, NODE_MAP, 1, 1),
		    *items = node_new(arena, NODE_MAP, 1, 1);
	uint32_t density = 1 + random_below(random, 12);

	node_put(arena, root, STR("piacheck"), node_text(arena, STR("assessment/1")));
	node_put(arena, root, STR("form"), node_text(arena, form->number));
	if (random_below(random, 2)) {
		struct node *source = node_new(arena, NODE_MAP, 1, 1);

		node_put(arena, source, STR("file"), node_text(arena, random_text(random, arena)));
		node_put(arena, root, STR("source"), source);
	}
	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];
		struct form_id id = { item, 1, 0 };

		if (item->type == FORM_GROUP || item->type == FORM_TABLE ||
		    random_below(random, density) != 0)
			continue;
		for (uint32_t n = 1 + random_below(random, item->group == NULL ? 1 : 3); n > 0;
		     n--) {
			struct buf text = { 0 };

			id.file_no = item->per_file ? 1 + random_below(random, 2) : 1;
			id.instance = item->group == NULL ? 0 : n * 3;
			form_id_write(&id, &text);
			node_put(arena, items, buf_str(&text), random_entry(random, item, arena));
			buf_release(&text);
		}
	}
	node_put(arena, root, STR("items"), items);
	return root;
}

static bool
is_same_mark(const struct item_mark *a, const struct item_mark *b)
{
	return a->mark == b->mark && a->state == b->state && str_eq(a->text, b->text);
}

static bool
is_same(const struct item *a, const struct item *b)
{
	bool same = form_id_cmp(&a->id, &b->id) == 0 && a->state == b->state &&
	    str_eq(a->text, b->text) && a->option == b->option && a->count == b->count &&
	    a->date.year == b->date.year && a->date.month == b->date.month &&
	    a->date.day == b->date.day && str_eq(a->why, b->why) &&
	    a->source_line == b->source_line && doc_place_eq(&a->source_place, &b->source_place);

	for (size_t i = 0; same && i < a->id.item->mark_count; i++)
		same = is_same_mark(&a->marks[i], &b->marks[i]);
	return same;
}

struct str
sample_difference(const struct assessment *a, const struct assessment *b, struct arena *arena)
{
	struct buf id = { 0 };

	if (a->form != b->form || !str_eq(a->source, b->source))
		return STR("form or source");
	if (a->unknown_count != b->unknown_count || a->count != b->count)
		return arena_printf(arena, "%zu items, %zu items", a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		if (is_same(&a->items[i], &b->items[i]))
			continue;
		form_id_write(&a->items[i].id, &id);
		struct str text = arena_printf(arena, "%.*s: state %d \"%.*s\", state %d \"%.*s\"",
		    STR_ARG(buf_str(&id)), a->items[i].state, STR_ARG(a->items[i].text),
		    b->items[i].state, STR_ARG(b->items[i].text));
		buf_release(&id);
		return text;
	}
	return (struct str){ 0 };
}
