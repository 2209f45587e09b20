/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The dates of a page of 変更箇所 that has two of them, when the rows lost theirs. Rows of one date come in the order of the form: what
 * stands in it behind the first row of the next page, which is all of the later date, is of the earlier one. And the same words put
 * for the same words are one event. Only where this gives as many rows as there are dates is anything said.
 */
#include "base/text.h"
#include "import/stream_changes.h"

#include "base/banned.h"

/* What was replaced: the words without those that both cells begin and end with. */
struct replaced {
	struct str old, new;
};

static struct replaced
replaced_words(struct arena *arena, const struct change_row *row)
{
	struct str x = text_key(arena, row->before), y = text_key(arena, row->after);
	size_t head, tail;

	change_common(x, y, &head, &tail);
	return (struct replaced){ str_sub(x, head, x.len - head - tail),
		str_sub(y, head, y.len - head - tail) };
}

static bool
is_same_event(struct arena *arena, const struct change_row *a, const struct change_row *b)
{
	if (!a->tied || !b->tied || a->before.len == 0 || a->after.len == 0 || b->before.len == 0 ||
	    b->after.len == 0)
		return false;
	struct replaced x = replaced_words(arena, a), y = replaced_words(arena, b);
	return x.old.len + x.new.len > 0 && str_eq(x.old, y.old) && str_eq(x.new, y.new);
}

/* Rows that are of the earlier date: those behind next, and of what happened with them. How many. */
static size_t
find_earlier(struct arena *arena, const struct change_page *page, const struct change_row *next,
    bool *earlier)
{
	size_t count = 0;

	for (size_t i = 0; i < page->row_count; i++) {
		earlier[i] = change_rank_cmp(&page->rows[i], next) > 0;
		count += earlier[i];
	}
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < page->row_count; i++)
			for (size_t k = 0; k < page->row_count; k++)
				if (earlier[i] && !earlier[k] &&
				    is_same_event(arena, &page->rows[i], &page->rows[k])) {
					earlier[k] = more = true;
					count++;
				}
	}
	return count;
}

static void
put_earlier_first(struct arena *arena, struct change_page *page, const bool *earlier)
{
	struct change_row *later = ARENA_ARRAY(arena, struct change_row, page->row_count);
	size_t first = 0, rest = 0;

	for (size_t i = 0; i < page->row_count; i++)
		if (earlier[i])
			page->rows[first++] = page->rows[i];
		else
			later[rest++] = page->rows[i];
	for (size_t i = 0; i < rest; i++)
		page->rows[first + i] = later[i];
}

void
change_dates_tie(struct arena *arena, struct change_page *page, const struct change_row *next)
{
	size_t n = page->date_count, first = 0;
	bool earlier[PAGE_ROWS_MAX];

	if (n == 0 || n != page->row_count)
		return;
	while (first < n && str_eq(page->dates[first], page->dates[0]))
		first++;
	if (first == n) {
		for (size_t i = 0; i < n; i++) {
			page->rows[i].date = page->dates[0];
			page->rows[i].date_sure = true;
		}
		return;
	}
	for (size_t i = first; i < n; i++)
		if (!str_eq(page->dates[i], page->dates[n - 1]))
			return;
	if (next == NULL || find_earlier(arena, page, next, earlier) != first)
		return;
	put_earlier_first(arena, page, earlier);
	for (size_t i = 0; i < n; i++)
		page->rows[i].date = page->dates[i];
}
