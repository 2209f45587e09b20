/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of the change table, and the words that they share. A new one: its file in this folder, its line in this list. */
#include "base/scope.h"
#include "change/table.h"
#include "base/banned.h"

/* clang-format off */
#define FORMATS(F) \
	F(text)		/* for people, with the words that changed */ \
	F(md)		/* GitHub-flavoured Markdown */ \
	F(csv)		/* for a spreadsheet */ \
	F(html)		/* one page, to be pasted into the form */ \
	F(json)		/* piacheck/diff/1, which --apply reads */
/* clang-format on */

#define DECLARE(id) extern const struct change_format change_format_##id;
#define ENTRY(id) &change_format_##id,

FORMATS(DECLARE)
static const struct change_format *const formats[] = { FORMATS(ENTRY) };

const struct change_format *
change_format_find(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (str_is(name, formats[i]->name))
			return formats[i];
	return NULL;
}

void
change_format_names(struct buf *out)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		buf_addf(out, "%s%s", i > 0 ? ", " : "", formats[i]->name);
}

const char *
table_title(enum table_column column, enum lang lang)
{
	static const char *const titles[][2] = {
		[COLUMN_DATE] = { "変更日", "変更日" },
		[COLUMN_ITEM] = { "項目", "項目" },
		[COLUMN_BEFORE] = { "変更前の記載", "変更前の記載" },
		[COLUMN_AFTER] = { "変更後の記載", "変更後の記載" },
		[COLUMN_TIMING] = { "提出時期", "提出時期" },
		[COLUMN_REASON] = { "提出時期に係る説明", "提出時期に係る説明" },
		[COLUMN_CLASS] = { "区分", "class" },
		[COLUMN_NATURE] = { "変更の性質", "nature" },
		[COLUMN_ID] = { "項目ID", "item id" },
	};

	return titles[column][lang];
}

const char *
table_class(enum change_class class, enum lang lang)
{
	static const char *const names[][2] = {
		[CLASS_OTHER] = { "その他の項目", "other item" },
		[CLASS_EXEMPT] = { "重要な変更に当たらない（※の項目）", "※ item, not important" },
		[CLASS_DOUBTFUL] = { "重要な変更か要確認", "important? to be decided" },
		[CLASS_IMPORTANT] = { "重要な変更", "important change" },
	};

	return names[class][lang];
}

const char *
table_nature(enum change_nature nature, enum lang lang)
{
	static const char *const names[][2] = {
		[NATURE_NOTATION] = { "表記のみ", "notation" },
		[NATURE_LAW] = { "法令の題名・番号", "titles or numbers of laws" },
		[NATURE_NAME] = { "組織名・住所等", "names or addresses" },
		[NATURE_SLIP] = { "誤字脱字", "slip of the pen" },
		[NATURE_SHARED] = { "他機関のシステムに係る部分", "system of another body" },
		[NATURE_SUBSTANCE] = { "内容", "substance" },
	};

	return names[nature][lang];
}

struct str
table_effect(const struct change_effect *effect, enum lang lang)
{
	return lang == LANG_EN && effect->en.len > 0 ? effect->en : effect->ja;
}

bool
table_shows(const struct change *change, bool all)
{
	return all || change_is_row(change);
}

size_t
table_count(const struct change_list *changes, bool all, size_t *important)
{
	size_t count = 0;

	*important = 0;
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->list[i];

		count += table_shows(change, all);
		*important += change_is_row(change) && change->class == CLASS_IMPORTANT;
	}
	return count;
}

void
table_summary(const struct change_list *changes, bool all, enum lang lang, struct buf *out)
{
	size_t important, count = table_count(changes, all, &important), notation = 0;

	for (size_t i = 0; i < changes->count; i++)
		notation += !change_is_row(&changes->list[i]);
	buf_addf(out, lang == LANG_EN ? "%zu changes (%zu important)" : "%zu件（重要な変更 %zu件）",
	    count, important);
	if (notation > 0 && !all)
		buf_addf(out,
		    lang == LANG_EN ? ", %zu of notation alone are left out (--all)"
				    : "、表記や並びだけの違い %zu件は省略（--all で表示）",
		    notation);
}

const char *
table_unclear(const struct change_unclear *unclear, enum lang lang)
{
	if (unclear->in_old && unclear->in_new)
		return lang == LANG_EN ? "unknown in both" : "両方の版で不明";
	if (unclear->in_old)
		return lang == LANG_EN ? "unknown in the old version" : "古い版で不明";
	return lang == LANG_EN ? "unknown in the new version" : "新しい版で不明";
}

struct str
table_cell(const struct change_list *changes, const struct change *change, enum table_column column,
    enum lang lang, struct buf *scratch)
{
	const struct form_id *id = change->new_id.item != NULL ? &change->new_id : &change->old_id;

	buf_clear(scratch);
	switch (column) {
	case COLUMN_DATE:
		if (changes->date.year != 0)
			date_era(changes->date, scratch);
		return buf_str(scratch);
	case COLUMN_ITEM:
		return change->item;
	case COLUMN_BEFORE:
		return change->before;
	case COLUMN_AFTER:
		return change->after;
	case COLUMN_TIMING:
		return change->timing;
	case COLUMN_REASON:
		return change->reason;
	case COLUMN_CLASS:
		return str_of(table_class(change->class, lang));
	case COLUMN_NATURE:
		return str_of(table_nature(change->nature, lang));
	case COLUMN_ID:
		form_id_write(id, scratch);
		return buf_str(scratch);
	case COLUMN_COUNT:
		break;
	}
	return (struct str){ 0 };
}
