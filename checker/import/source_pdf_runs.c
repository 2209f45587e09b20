/* SPDX-License-Identifier: Apache-2.0 */
/* Runs and their places: parts of them, what they cover together, in which order they stand. */
#include "base/text.h"
#include "import/source_pdf.h"

#include "base/banned.h"

int
pdf_em(struct pdf_place line)
{
	int em = (line.y1 - line.y0) * 3 / 4;

	return em > 0 ? em : 1;
}

struct pdf_place
pdf_run_char(const struct pdf_run *run, unsigned index)
{
	int64_t width = run->at.x1 - run->at.x0;
	struct pdf_place at = run->at;

	at.x0 = run->at.x0 + (int)(width * index / run->chars);
	at.x1 = run->at.x0 + (int)(width * (index + 1) / run->chars);
	return at;
}

struct pdf_run
pdf_run_part(const struct pdf_run *run, unsigned from, unsigned to)
{
	struct pdf_run part = *run;
	size_t at = 0, begin = 0;

	for (unsigned i = 0; i < to; i++) {
		if (i == from)
			begin = at;
		(void)text_next(run->text, &at);
	}
	part.text = str_sub(run->text, begin, at - begin);
	part.chars = to - from;
	part.at.x0 = pdf_run_char(run, from).x0;
	part.at.x1 = pdf_run_char(run, to - 1).x1;
	return part;
}

int
pdf_middle(struct pdf_place at)
{
	return (at.y0 + at.y1) / 2;
}

int
pdf_compare_down(const void *a, const void *b)
{
	const struct pdf_run *x = a, *y = b;
	int dy = pdf_middle(x->at) - pdf_middle(y->at);

	return dy != 0 ? dy : x->at.x0 - y->at.x0;
}

int
pdf_compare_right(const void *a, const void *b)
{
	const struct pdf_run *x = a, *y = b;
	int dx = x->at.x0 - y->at.x0;

	return dx != 0 ? dx : x->at.y0 - y->at.y0;
}

void
pdf_place_add(struct pdf_place *all, struct pdf_place one)
{
	all->x0 = one.x0 < all->x0 ? one.x0 : all->x0;
	all->y0 = one.y0 < all->y0 ? one.y0 : all->y0;
	all->x1 = one.x1 > all->x1 ? one.x1 : all->x1;
	all->y1 = one.y1 > all->y1 ? one.y1 : all->y1;
}

struct pdf_place
pdf_extent(const struct pdf_run *runs, size_t count)
{
	struct pdf_place at = runs[0].at;

	for (size_t i = 1; i < count; i++)
		pdf_place_add(&at, runs[i].at);
	return at;
}
