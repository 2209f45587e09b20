/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger as text and JSON, and which of its versions belong to one form. */
#include <stdlib.h>

#include "base/scope.h"
#include "base/text.h"
#include "change/ledger.h"
#include "base/banned.h"

struct str
ledger_head(const struct ledger *ledger)
{
	return ledger->count == 0 ? str_of(LEDGER_GENESIS) : ledger->list[ledger->count - 1].hash;
}

void
ledger_write_entry(const struct ledger *ledger, size_t i, struct json *json)
{
	const struct ledger_entry *e = &ledger->list[i];

	json_object(json);
	json_kv_int(json, "number", (int64_t)i + 1);
	json_kv(json, "before", i == 0 ? str_of(LEDGER_GENESIS) : ledger->list[i - 1].hash);
	json_kv(json, "form", e->form);
	json_kv(json, "agency", e->agency);
	json_kv(json, "no", e->no);
	json_kv(json, "name", e->name);
	json_kv(json, "published", e->published);
	json_kv(json, "seen", e->seen);
	json_kv(json, "source", e->source);
	json_kv(json, "version", e->version);
	json_kv(json, "hash", e->hash);
	json_object_end(json);
}

static int
by_publication(const void *a, const void *b)
{
	const struct ledger_entry *x = *(const struct ledger_entry *const *)a;
	const struct ledger_entry *y = *(const struct ledger_entry *const *)b;
	int c = x->published.len == 0 || y->published.len == 0
	    ? 0
	    : str_cmp(x->published, y->published);

	return c != 0 ? c : (x > y) - (x < y);
}

size_t
ledger_series(struct arena *arena, const struct ledger *ledger, const struct ledger_entry *entry,
    const struct ledger_entry ***series)
{
	size_t count = 0;

	*series = ARENA_ARRAY(arena, const struct ledger_entry *, ledger->count + 1);
	for (size_t i = 0; i < ledger->count; i++)
		if (ledger_is_series(&ledger->list[i], entry))
			(*series)[count++] = &ledger->list[i];
	if (count > 0)
		qsort(*series, count, sizeof(struct ledger_entry *), by_publication);
	return count;
}

/* The first entry of its series: there the series is printed. */
static bool
is_first(const struct ledger *ledger, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (ledger_is_series(&ledger->list[k], &ledger->list[i]))
			return false;
	return true;
}

static void
write_series(const struct ledger *ledger, size_t first, enum lang lang, struct buf *out)
{
	const struct ledger_entry **series;
	struct arena arena = { 0 };
	size_t count = ledger_series(&arena, ledger, &ledger->list[first], &series);
	const struct ledger_entry *last = series[count - 1];

	text_visible(last->name.len > 0 ? last->name : last->source, out);
	buf_adds(out, "（");
	text_visible(last->agency, out);
	buf_addf(out, lang == LANG_EN ? ", %zu versions）\n" : "、%zu版）\n", count);
	for (size_t i = 0; i < count; i++) {
		buf_addf(out, "  %s ", lang == LANG_EN ? "published" : "公表");
		buf_adds(out, series[i]->published.len == 0 ? "?         " : "");
		text_visible(series[i]->published, out);
		buf_addf(out, "  %s ", lang == LANG_EN ? "seen" : "登録");
		text_visible(series[i]->seen, out);
		buf_addf(out, "  %.12s  ", series[i]->version.ptr);
		text_visible(series[i]->source, out);
		buf_addc(out, '\n');
	}
	arena_release(&arena);
}

void
ledger_write(const struct ledger *ledger, bool json, enum lang lang, struct buf *out)
{
	struct json writer = { .out = out, .indent = true };

	if (!json) {
		for (size_t i = 0; i < ledger->count; i++)
			if (is_first(ledger, i))
				write_series(ledger, i, lang, out);
		buf_addf(out,
		    lang == LANG_EN ? "%zu entries, head %.*s\n" : "%zu件、先頭ハッシュ %.*s\n",
		    ledger->count, STR_ARG(ledger_head(ledger)));
		return;
	}
	json_object(&writer);
	json_kvz(&writer, "schema", "piacheck/ledger/1");
	json_key(&writer, "entries");
	json_array(&writer);
	for (size_t i = 0; i < ledger->count; i++)
		ledger_write_entry(ledger, i, &writer);
	json_array_end(&writer);
	json_object_end(&writer);
	buf_addc(out, '\n');
}
