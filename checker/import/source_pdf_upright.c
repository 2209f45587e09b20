/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text set upright in several columns: each character a run, columns closer to one another than spread letters of a line are, and the
 * characters of a column closer still. Read from the right.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "import/source_pdf.h"

#include "base/banned.h"

enum {
	COLUMN_LEAST =
	    3, /* characters of the first column: fewer may be spread letters of two lines */
	/* In hundredths of a character's width. */
	STEP_MOST = 140,   /* from one to the next below it */
	COLUMN_MOST = 180, /* from one column to the next */
};

static int
width_of(const struct pdf_run *run)
{
	int width = run->at.x1 - run->at.x0;

	return width > 0 ? width : 1;
}

/* From the right, and down; exact, for an order that is none would be no order to sort by. */
static int
compare_upright(const void *a, const void *b)
{
	const struct pdf_run *x = a, *y = b;
	int dx = y->at.x0 + y->at.x1 - x->at.x0 - x->at.x1;

	return dx != 0 ? dx : x->at.y0 - y->at.y0;
}

static bool
is_same_column(const struct pdf_run *a, const struct pdf_run *b)
{
	return a->at.x0 == b->at.x0;
}

/* Characters of one column have one middle, but for a little: then they get one place. */
static void
align(struct pdf_run *runs, size_t count)
{
	qsort(runs, count, sizeof *runs, compare_upright);
	for (size_t i = 1, first = 0; i < count; i++) {
		int off = runs[first].at.x0 + runs[first].at.x1 - runs[i].at.x0 - runs[i].at.x1;

		if (off > width_of(&runs[first])) {
			first = i;
			continue;
		}
		runs[i].at.x0 = runs[first].at.x0;
		runs[i].at.x1 = runs[first].at.x1;
	}
	qsort(runs, count, sizeof *runs, compare_upright);
}

/* How many of the runs, sorted, stand in the column of the first; 0: they are no column. *step: the widest from one to the next. */
static size_t
column_length(const struct pdf_run *runs, size_t count, int *step)
{
	size_t n = 1;

	for (; n < count && is_same_column(&runs[0], &runs[n]); n++) {
		int down = runs[n].at.y0 - runs[n - 1].at.y0;

		if (down <= 0 || down * 100 > width_of(&runs[n]) * STEP_MOST)
			return 0;
		*step = down > *step ? down : *step;
	}
	return n;
}

static bool
are_columns(const struct pdf_run *runs, size_t count)
{
	size_t columns = 0, n;
	int step = 0, apart = INT32_MAX;

	for (size_t i = 0; i < count; i += n, columns++) {
		n = column_length(runs + i, count - i, &step);
		if (n == 0 || (columns == 0 && n < COLUMN_LEAST))
			return false;
		if (columns > 0) {
			int left = runs[i - 1].at.x0 - runs[i].at.x0;

			if (left * 100 > width_of(&runs[i]) * COLUMN_MOST)
				return false;
			apart = left < apart ? left : apart;
		}
	}
	return columns > 1 && step < apart;
}

bool
pdf_is_upright(struct pdf_run *runs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (runs[i].chars != 1)
			return false;
	if (count < COLUMN_LEAST + 1)
		return false;
	struct pdf_run *sorted = mem_alloc(count, sizeof *sorted);
	memcpy(sorted, runs, count * sizeof *runs);
	align(sorted, count);
	bool good = are_columns(sorted, count);
	if (good)
		memcpy(runs, sorted, count * sizeof *runs);
	free(sorted);
	return good;
}

void
pdf_put_upright(struct buf *out, const struct pdf_run *runs, size_t count)
{
	int low = pdf_extent(runs, count).y1;

	for (size_t i = 0; i < count; i++) {
		const struct pdf_run *before = i > 0 ? &runs[i - 1] : NULL;

		/* A column that ends well above the longest ends a paragraph. */
		if (before != NULL && !is_same_column(before, &runs[i]) &&
		    low - before->at.y1 > 2 * width_of(before))
			buf_addc(out, '\n');
		buf_add(out, runs[i].text);
	}
}
