/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is due of a form. The review is yearly (規則第14条), from the last publication; the next assessment is due before five years have passed
 * since then (規則第15条); a form of a 事務 that ended stays published for three years (規則第16条).
 */
#include <stdlib.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "change/due.h"
#include "base/banned.h"

const char *const due_names[] = { "review", "reassess", "keep" };

static struct item
stated(const struct assessment *assessment, const char *def)
{
	struct form_id id = { form_find(assessment->form, str_of(def)), 1, 0 };
	const struct item *item = id.item == NULL ? NULL : assess_find_id(assessment, &id);

	return item == NULL || item->state != ITEM_READ ? (struct item){ 0 } : *item;
}

/* 【令和７年３月31日　終了】 in the name. */
static bool
find_end(struct str name, struct date *end)
{
	size_t at, len;

	return str_has(name, STR("終了")) && date_find(name, 0, end, &at, &len) &&
	    date_is_full(*end);
}

static void
add(struct due_list *dues, const struct assessment *assessment, enum due_kind kind,
    struct date date, struct date as_of)
{
	struct due *due = ARRAY_ADD(dues->list, dues->count, dues->room);

	*due = (struct due){ .kind = kind,
		.date = date,
		.overdue = date_cmp(date, as_of) < 0,
		.file = arena_str(&dues->arena, assessment->file),
		.name = arena_str(&dues->arena, stated(assessment, "cover.name").text),
		.agency = arena_str(&dues->arena, stated(assessment, "cover.agency").text),
		.no = arena_str(&dues->arena, stated(assessment, "cover.no").text) };
}

static int
by_date(const void *a, const void *b)
{
	const struct due *x = a, *y = b;
	int c = date_cmp(x->date, y->date);

	if (c == 0)
		c = str_cmp(x->file, y->file);
	return c != 0 ? c : (x->kind > y->kind) - (x->kind < y->kind);
}

void
due_add(struct due_list *dues, const struct assessment *assessment, struct date as_of)
{
	struct date published = stated(assessment, "cover.published").date, end;

	if (find_end(stated(assessment, "cover.name").text, &end)) {
		add(dues, assessment, DUE_KEEP, date_add_months(end, 36), as_of);
	} else if (date_is_full(published)) {
		add(dues, assessment, DUE_REVIEW, date_add_months(published, 12), as_of);
		/* Before five years pass: the day before the anniversary is the last. */
		add(dues, assessment, DUE_REASSESS,
		    date_add_days(date_add_months(published, 60), -1), as_of);
	}
	if (dues->count > 0)
		qsort(dues->list, dues->count, sizeof *dues->list, by_date);
}

void
due_list_release(struct due_list *dues)
{
	free(dues->list);
	arena_release(&dues->arena);
	*dues = (struct due_list){ 0 };
}

const char *
due_title(enum due_kind kind, enum lang lang)
{
	static const char *const titles[][2] = {
		[DUE_REVIEW] = { "年1回の見直し", "yearly review" },
		[DUE_REASSESS] = { "5年を経過する前の再評価", "assessment before five years pass" },
		[DUE_KEEP] = { "終了後3年間の公表", "stays published for three years" },
	};

	return titles[kind][lang];
}

const char *
due_basis(enum due_kind kind)
{
	static const char *const basis[] = {
		"特定個人情報保護評価に関する規則 第14条、特定個人情報保護評価指針 第6",
		"特定個人情報保護評価に関する規則 第15条",
		"特定個人情報保護評価に関する規則 第16条",
	};

	return basis[kind];
}

static const char *
state_of(const struct due *due, enum lang lang)
{
	bool en = lang == LANG_EN;

	if (!due->overdue)
		return en ? "due" : "期限前";
	if (due->kind == DUE_KEEP)
		return en ? "may be withdrawn" : "期間満了";
	return en ? "OVERDUE" : "期限超過";
}

static void
write_text(const struct due_list *dues, struct date as_of, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;

	buf_adds(out, en ? "Due dates as of " : "期限（基準日 ");
	date_era(as_of, out);
	buf_adds(out, en ? "\n" : "）\n");
	for (size_t i = 0; i < dues->count; i++) {
		const struct due *due = &dues->list[i];
		struct buf line = { 0 };

		buf_addf(&line, "%s  ", state_of(due, lang));
		date_era(due->date, &line);
		buf_addf(&line, "  %s  ", due_title(due->kind, lang));
		text_visible(due->name.len > 0 ? due->name : due->file, &line);
		text_wrap(buf_str(&line), 100, 4, "  ・", out);
		buf_release(&line);
	}
	if (dues->count == 0)
		buf_adds(out, en ? "  nothing: 公表日 is not known\n" : "  なし（公表日が不明）\n");
}

static void
write_json(const struct due_list *dues, struct date as_of, enum lang lang, struct buf *out)
{
	struct json json = { .out = out, .indent = true };
	struct buf date = { 0 };

	json_object(&json);
	json_kvz(&json, "schema", "piacheck/due/1");
	date_iso(as_of, &date);
	json_kv(&json, "as_of", buf_str(&date));
	json_key(&json, "due");
	json_array(&json);
	for (size_t i = 0; i < dues->count; i++) {
		const struct due *due = &dues->list[i];

		buf_clear(&date);
		date_iso(due->date, &date);
		json_object(&json);
		json_kvz(&json, "kind", due_names[due->kind]);
		json_kv(&json, "date", buf_str(&date));
		json_kv_bool(&json, "overdue", due->overdue);
		json_kvz(&json, "title", due_title(due->kind, lang));
		json_kvz(&json, "basis", due_basis(due->kind));
		json_kv(&json, "file", due->file);
		json_kv(&json, "no", due->no);
		json_kv(&json, "name", due->name);
		json_kv(&json, "agency", due->agency);
		json_object_end(&json);
	}
	json_array_end(&json);
	json_object_end(&json);
	buf_addc(out, '\n');
	buf_release(&date);
}

static void
write_csv(const struct due_list *dues, struct date as_of, enum lang lang, struct buf *out)
{
	(void)as_of;
	buf_adds(out, "\xEF\xBB\xBF");
	buf_adds(out,
	    lang == LANG_EN
		? "date,kind,state,no,name,agency,file,basis\r\n"
		: "期限,種類,状態,評価書番号,評価書名,評価実施機関名,ファイル,根拠\r\n");
	for (size_t i = 0; i < dues->count; i++) {
		const struct due *due = &dues->list[i];
		const struct str cells[] = { str_of(due_title(due->kind, lang)),
			str_of(state_of(due, lang)), due->no, due->name, due->agency, due->file,
			str_of(due_basis(due->kind)) };

		date_iso(due->date, out);
		for (size_t k = 0; k < COUNT_OF(cells); k++) {
			buf_addc(out, ',');
			csv_write_field(out, cells[k], true);
		}
		buf_adds(out, "\r\n");
	}
}

due_writer *
due_format_find(struct str name)
{
	static const struct {
		const char *name;
		due_writer *write;
	} formats[] = {
		{ "text", write_text },
		{ "json", write_json },
		{ "csv", write_csv },
		{ "ics", due_write_ics },
	};

	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (str_is(name, formats[i].name))
			return formats[i].write;
	return NULL;
}
