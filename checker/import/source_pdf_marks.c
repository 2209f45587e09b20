/* SPDX-License-Identifier: Apache-2.0 */
/* Marks that are drawn: a ring is ○, a square ☐ or ☑. They become characters in their place; what is no mark becomes lines. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/source_pdf.h"

#include "base/banned.h"

static bool
holds(struct pdf_place box, struct pdf_place inner)
{
	int x = (inner.x0 + inner.x1) / 2, y = (inner.y0 + inner.y1) / 2;

	return x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1;
}

static void
add_char(struct pdf_page *page, const char *text, struct pdf_place at)
{
	*ARRAY_ADD(page->runs.list, page->runs.count, page->runs.room) =
	    (struct pdf_run){ .at = at, .text = str_of(text), .chars = 1 };
}

static void
add_line(struct pdf_lines *lines, int at, int from, int to)
{
	*ARRAY_ADD(lines->list, lines->count, lines->room) = (struct pdf_line){ at, from, to };
}

static void
add_edges(struct pdf_page *page, struct pdf_place at)
{
	add_line(&page->level, at.y0, at.x0, at.x1);
	add_line(&page->level, at.y1, at.x0, at.x1);
	add_line(&page->upright, at.x0, at.y0, at.y1);
	add_line(&page->upright, at.x1, at.y0, at.y1);
}

/* What people put into a box. */
static bool
is_tick(struct str text)
{
	static const char *const ticks[] = { "✓", "✔", "レ", "○", "●", "◯", "■", "〇", "V", "✕",
		"×", "☑" };

	for (size_t i = 0; i < COUNT_OF(ticks); i++)
		if (str_is(text, ticks[i]))
			return true;
	return false;
}

/* The run in the box that is a tick, or NULL; *other: there is something else in it. */
static struct pdf_run *
find_tick(struct pdf_page *page, struct pdf_place box, bool *other)
{
	struct pdf_run *tick = NULL;

	*other = false;
	for (size_t i = 0; i < page->runs.count; i++) {
		struct pdf_run *run = &page->runs.list[i];

		if (run->chars == 0 || !holds(box, run->at))
			continue;
		if (run->chars == 1 && is_tick(run->text))
			tick = run;
		else
			*other = true;
	}
	return tick;
}

static bool
is_edge_shared(const struct pdf_lines *lines, int at, int from, int to)
{
	enum { NEAR = 15 };

	for (size_t i = 0; i < lines->count; i++) {
		const struct pdf_line *line = &lines->list[i];

		if (abs(line->at - at) <= NEAR && line->from <= to + NEAR &&
		    line->to >= from - NEAR)
			return true;
	}
	return false;
}

/* A square that hangs together with lines or with another square is a cell of a table. */
static bool
is_cell(const struct pdf_page *page, const struct pdf_shape *square)
{
	enum { NEAR = 15 };
	struct pdf_place at = square->at;

	if (is_edge_shared(&page->level, at.y0, at.x0, at.x1) ||
	    is_edge_shared(&page->level, at.y1, at.x0, at.x1) ||
	    is_edge_shared(&page->upright, at.x0, at.y0, at.y1) ||
	    is_edge_shared(&page->upright, at.x1, at.y0, at.y1))
		return true;
	for (size_t i = 0; i < page->shapes.count; i++) {
		const struct pdf_shape *other = &page->shapes.list[i];

		if (other == square || other->kind != PDF_SQUARE)
			continue;
		/* A box is often drawn twice: filled, and its edge. */
		if (abs(other->at.x0 - at.x0) <= NEAR && abs(other->at.y0 - at.y0) <= NEAR)
			continue;
		if (other->at.x0 <= at.x1 + NEAR && other->at.x1 >= at.x0 - NEAR &&
		    other->at.y0 <= at.y1 + NEAR && other->at.y1 >= at.y0 - NEAR)
			return true;
	}
	return false;
}

/* Of a shape that is drawn again in its place, the first. */
static bool
is_drawn_again(const struct pdf_page *page, size_t index)
{
	const struct pdf_shape *shape = &page->shapes.list[index];

	for (size_t i = 0; i < index; i++) {
		const struct pdf_shape *other = &page->shapes.list[i];

		if (other->kind == shape->kind && holds(other->at, shape->at) &&
		    holds(shape->at, other->at))
			return true;
	}
	return false;
}

static bool
is_in_field(const struct pdf_page *page, const struct pdf_shape *shape)
{
	for (size_t i = 0; i < page->shapes.count; i++) {
		const struct pdf_shape *other = &page->shapes.list[i];

		if ((other->kind == PDF_FIELD_OFF || other->kind == PDF_FIELD_ON) &&
		    holds(other->at, shape->at))
			return true;
	}
	return false;
}

static void
take_square(struct pdf_page *page, size_t index)
{
	const struct pdf_shape *square = &page->shapes.list[index];
	bool other, marked = false;

	if (is_drawn_again(page, index))
		return;
	struct pdf_run *tick = find_tick(page, square->at, &other);
	if (other || is_cell(page, square)) {
		add_edges(page, square->at);
		return;
	}
	for (size_t i = 0; i < page->shapes.count; i++)
		marked = marked ||
		    (page->shapes.list[i].kind == PDF_MARK &&
			holds(square->at, page->shapes.list[i].at));
	if (tick != NULL)
		tick->chars = 0;
	add_char(page, marked || tick != NULL ? "☑" : "☐", square->at);
}

/*
 * A ring around a bracket's inside or around nothing is the ○ itself; one around a number or an option marks it, and stands
 * before it.
 */
static void
take_oval(struct pdf_page *page, size_t index)
{
	struct pdf_place oval = page->shapes.list[index].at, at = oval;
	int left = oval.x1;
	bool around = false;

	if (is_drawn_again(page, index))
		return;
	for (size_t i = 0; i < page->runs.count; i++) {
		const struct pdf_run *run = &page->runs.list[i];

		for (unsigned k = 0; k < run->chars; k++) {
			struct pdf_place one = pdf_run_char(run, k);

			if (!holds(oval, one))
				continue;
			struct str text = pdf_run_part(run, k, k + 1).text;
			at.y0 = run->at.y0;
			at.y1 = run->at.y1;
			if (str_is(text, "[") || str_is(text, "]"))
				continue;
			around = true;
			left = one.x0 < left ? one.x0 : left;
		}
	}
	if (around)
		at.x0 = at.x1 = left - 1;
	add_char(page, "○", at);
}

static int
compare_runs(const void *a, const void *b)
{
	const struct pdf_run *x = a, *y = b;

	return x->at.y0 != y->at.y0 ? (x->at.y0 < y->at.y0 ? -1 : 1)
				    : (x->at.x0 > y->at.x0) - (x->at.x0 < y->at.x0);
}

/* A run in whose middle a ring begins is cut there, so that the ○ comes before what it rings. */
static void
cut_runs(struct pdf_page *page, int x, struct pdf_place at)
{
	for (size_t i = 0; i < page->runs.count; i++) {
		struct pdf_run run = page->runs.list[i];

		if (run.chars < 2 || run.at.y0 != at.y0 || run.at.y1 != at.y1 || run.at.x0 >= x ||
		    run.at.x1 <= x)
			continue;
		for (unsigned k = 1; k < run.chars; k++) {
			if (pdf_run_char(&run, k).x0 < x)
				continue;
			struct pdf_run tail = pdf_run_part(&run, k, run.chars);
			page->runs.list[i] = pdf_run_part(&run, 0, k);
			*ARRAY_ADD(page->runs.list, page->runs.count, page->runs.room) = tail;
			break;
		}
	}
}

void
pdf_marks(struct pdf_page *page)
{
	size_t count = page->shapes.count, kept = 0, runs;

	/* So many are a drawing. */
	if (count == 0 || count > IMPORT_PDF_SHAPES_MAX)
		return;
	for (size_t i = 0; i < count; i++) {
		struct pdf_shape *shape = &page->shapes.list[i];

		if (shape->kind == PDF_FIELD_OFF || shape->kind == PDF_FIELD_ON)
			add_char(page, shape->kind == PDF_FIELD_ON ? "☑" : "☐", shape->at);
		else if (is_in_field(page, shape))
			continue;
		else if (shape->kind == PDF_SQUARE)
			take_square(page, i);
		else if (shape->kind == PDF_OVAL) {
			runs = page->runs.count;
			take_oval(page, i);
			if (page->runs.count > runs)
				cut_runs(page, page->runs.list[runs].at.x0 + 1,
				    page->runs.list[runs].at);
		}
	}
	for (size_t i = 0; i < page->runs.count; i++)
		if (page->runs.list[i].chars > 0)
			page->runs.list[kept++] = page->runs.list[i];
	page->runs.count = kept;
	if (kept > 0)
		qsort(page->runs.list, kept, sizeof *page->runs.list, compare_runs);
}
