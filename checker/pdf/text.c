/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a page as runs: characters that stand side by side on one line and are about equally wide, so that the
 * place of each follows from the rectangle. Blanks are no characters: the gap says what they would.
 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pdf/page.h"
#include "pdf/pdf.h"

#include "base/banned.h"

struct run {
	double x0, y0, x1, y1;
	double ends[PDF_RUN_CHARS_MAX]; /* right end of each character */
	unsigned count;
	struct buf text;
};

static void
run_write(struct run *run, struct out *out)
{
	if (run->count > 0) {
		out_count(out);
		buf_addf(&out->buf, "t %d %d %d %d ", out_units(run->x0, out->width),
		    out_units(run->y0, out->height), out_units(run->x1, out->width),
		    out_units(run->y1, out->height));
		buf_add(&out->buf, buf_str(&run->text));
		buf_addc(&out->buf, '\n');
	}
	run->count = 0;
	buf_clear(&run->text);
}

/* Would every character but this one, too, stand where equal widths put it? */
static bool
run_takes(const struct run *run, const PopplerRectangle *at)
{
	double height = run->y1 - run->y0, off = height * 0.15;
	double each = (at->x2 - run->x0) / (run->count + 1);

	if (run->count >= PDF_RUN_CHARS_MAX || fabs(at->y1 - run->y0) > 0.1 * height ||
	    fabs(at->y2 - run->y1) > 0.1 * height || fabs(at->x1 - run->x1) > off)
		return false;
	for (unsigned i = 0; i < run->count; i++)
		if (fabs(run->x0 + each * (i + 1) - run->ends[i]) > off)
			return false;
	return true;
}

static void
run_add(struct run *run, struct out *out, const PopplerRectangle *at, struct str bytes)
{
	if (run->count > 0 && !run_takes(run, at))
		run_write(run, out);
	if (run->count == 0) {
		run->x0 = at->x1;
		run->y0 = at->y1;
		run->y1 = at->y2;
	}
	run->x1 = at->x2;
	run->ends[run->count++] = at->x2;
	buf_add(&run->text, bytes);
}

/* Characters outside of the page are not seen by its reader. */
static bool
is_on_page(const struct out *out, const PopplerRectangle *at)
{
	double x = (at->x1 + at->x2) / 2, y = (at->y1 + at->y2) / 2;

	return x >= 0 && x <= out->width && y >= 0 && y <= out->height;
}

void
page_text(PopplerPage *page, struct out *out)
{
	PopplerRectangle *places = NULL;
	guint count = 0;
	struct run run = { 0 };
	char *text = poppler_page_get_text(page);

	if (text != NULL && poppler_page_get_text_layout(page, &places, &count)) {
		const char *at = text;
		bool *hidden = mem_alloc(count + 1, sizeof *hidden);

		page_hidden(out, places, count, hidden);
		for (guint i = 0; i < count && *at != '\0'; i++) {
			const char *next = g_utf8_next_char(at);
			gunichar c = g_utf8_get_char(at);

			if (g_unichar_isspace(c) || g_unichar_iscntrl(c) || c == 0xFEFF ||
			    c == 0xFFFD || hidden[i] || !is_on_page(out, &places[i]))
				run_write(&run, out);
			else
				run_add(
				    &run, out, &places[i], (struct str){ at, (size_t)(next - at) });
			at = next;
		}
		free(hidden);
	}
	run_write(&run, out);
	buf_release(&run.text);
	g_free(places);
	g_free(text);
}
