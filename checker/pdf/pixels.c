/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ruled lines of a page that is in part a picture: what is drawn through a transparency group cairo's observer does not tell, and a
 * scan with recognised text has no other lines. The page is drawn as a picture, and long straight runs of dark pixels are lines.
 */
#include <cairo.h>
#include <stdint.h>

#include "base/scope.h"
#include "pdf/page.h"
#include "pdf/pdf.h"

#include "base/banned.h"

enum {
	PIXELS = 2, /* to a point: the thinnest line has one */
	/* Strokes of characters are shorter than a row is high, and dashes of them shorter than a column is wide. */
	LEVEL_LEAST = 24 * PIXELS,
	UPRIGHT_LEAST = 14 * PIXELS,
	DARK = 200, /* of 255: what is lighter is a background */
	/* Of a page larger than A2 there is no picture. */
	SIDE_MAX = 1700 * PIXELS
};

struct picture {
	const unsigned char *data;
	int width, height, stride;
	bool upright; /* turned: rows are columns */
};

static bool
is_dark(const struct picture *picture, int along, int across)
{
	int x = picture->upright ? across : along, y = picture->upright ? along : across;
	const uint32_t *row =
	    (const uint32_t *)(const void *)(picture->data + (size_t)y * (size_t)picture->stride);
	uint32_t green = row[x] >> 8 & 0xFF;

	return green < DARK;
}

static void
put_run(const struct picture *picture, int across, int from, int to, struct out *out)
{
	double at = (across + 0.5) / PIXELS, x0 = (double)from / PIXELS, x1 = (double)to / PIXELS;

	out_count(out);
	if (picture->upright)
		buf_addf(&out->buf, "v %d %d %d\n", out_units(at, out->width),
		    out_units(x0, out->height), out_units(x1, out->height));
	else
		buf_addf(&out->buf, "h %d %d %d\n", out_units(x0, out->width),
		    out_units(x1, out->width), out_units(at, out->height));
}

/* A run that is dark while what lies a line's thickness beside it is not: else it is the inside of an area. */
static bool
is_thin(const struct picture *picture, int across, int middle)
{
	enum { THICK = 4 * PIXELS };
	int end = picture->upright ? picture->width : picture->height, n = 1;

	for (int i = across + 1; i < end && n <= THICK && is_dark(picture, middle, i); i++)
		n++;
	for (int i = across - 1; i >= 0 && n <= THICK && is_dark(picture, middle, i); i--)
		n++;
	return n <= THICK;
}

/* Looked at in several places: in one of them another line may cross. */
static bool
is_line(const struct picture *picture, int across, int from, int to)
{
	static const int places[] = { 13, 29, 47, 71, 89 }; /* hundredths of its length */
	unsigned thin = 0;

	for (size_t i = 0; i < COUNT_OF(places); i++)
		thin += is_thin(picture, across, from + (to - from) * places[i] / 100);
	return thin >= 3;
}

static void
put_runs(const struct picture *picture, struct out *out)
{
	int length = picture->upright ? picture->height : picture->width;
	int count = picture->upright ? picture->width : picture->height;
	int least = picture->upright ? UPRIGHT_LEAST : LEVEL_LEAST;

	for (int across = 0; across < count; across++)
		for (int at = 0, from = 0; at <= length; at++) {
			if (at < length && is_dark(picture, at, across))
				continue;
			if (at - from >= least && is_line(picture, across, from, at))
				put_run(picture, across, from, at, out);
			from = at + 1;
		}
}

void
page_pixels(PopplerPage *page, struct out *out)
{
	int width = (int)(out->width * PIXELS), height = (int)(out->height * PIXELS);

	if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX)
		return;
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_t *cairo = cairo_create(surface);

	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, PIXELS, PIXELS);
	poppler_page_render_for_printing(page, cairo);
	cairo_destroy(cairo);
	cairo_surface_flush(surface);
	struct picture picture = { cairo_image_surface_get_data(surface), width, height,
		cairo_image_surface_get_stride(surface), false };
	if (picture.data != NULL) {
		put_runs(&picture, out);
		picture.upright = true;
		put_runs(&picture, out);
	}
	cairo_surface_destroy(surface);
}
