/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which characters can be seen. A spreadsheet prints a merged cell that a page's end cuts on both pages, its text whole on each, and
 * clips it: half of the text is there twice for a program, and once for a reader.
 */
#include "base/mem.h"
#include "pdf/page.h"

#include "base/banned.h"

/* Reason: where more is not seen than this, the text is not drawn at all: a layer of recognised text behind a picture. */
enum { HIDDEN_PERCENT_MAX = 25 };

static bool
is_in(const struct clip *clip, double x, double y)
{
	return x >= clip->x0 && x <= clip->x1 && y >= clip->y0 && y <= clip->y1;
}

/* A font that is not in the PDF is not drawn here: its text has no clips. Asked only where it matters. */
static bool
fonts_are_embedded(struct out *out)
{
	PopplerFontsIter *fonts = NULL;

	if (out->fonts != FONTS_UNKNOWN)
		return out->fonts == FONTS_EMBEDDED;
	out->fonts = FONTS_EMBEDDED;
	PopplerFontInfo *info = poppler_font_info_new(out->document);
	if (poppler_font_info_scan(info, poppler_document_get_n_pages(out->document), &fonts)) {
		do
			if (!poppler_fonts_iter_is_embedded(fonts))
				out->fonts = FONTS_MISSING;
		while (poppler_fonts_iter_next(fonts));
		poppler_fonts_iter_free(fonts);
	}
	g_object_unref(info);
	return out->fonts == FONTS_EMBEDDED;
}

void
page_hidden(struct out *out, const PopplerRectangle *places, guint count, bool *hidden)
{
	size_t last = 0, n = 0;

	for (guint i = 0; i < count; i++) {
		double x = (places[i].x1 + places[i].x2) / 2, y = (places[i].y1 + places[i].y2) / 2;

		hidden[i] = out->clip_count > 0 && !is_in(&out->clips[last], x, y);
		for (size_t k = 0; hidden[i] && k < out->clip_count; k++)
			if (is_in(&out->clips[k], x, y)) {
				hidden[i] = false;
				last = k;
			}
		n += hidden[i];
	}
	if (n > 0 && (n * 100 > (size_t)count * HIDDEN_PERCENT_MAX || !fonts_are_embedded(out)))
		for (guint i = 0; i < count; i++)
			hidden[i] = false;
}
