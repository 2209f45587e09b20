/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of a page. poppler-glib has no call for them: the page is drawn on a surface of a few pixels, and cairo's
 * observer tells of each stroke and fill while the path still stands in the context that poppler draws with.
 */
#include <cairo.h>
#include <math.h>

#include "base/mem.h"
#include "pdf/page.h"
#include "pdf/pdf.h"

#include "base/banned.h"

/* Pixels to a point: nobody looks at them, and what is not drawn costs nothing; but clips are told in whole pixels. */
#define SCALE 0.25
/* Lengths in points. */
#define STRAIGHT_OFF 0.7  /* how far from level or upright a line may be */
#define LINE_LEAST 0.4    /* shorter pieces of a dotted line are no lines */
#define LINE_THICKEST 3.5 /* a filled rectangle that is thicker is an area */
#define SQUARE_LEAST 4.0
#define SQUARE_MOST 18.0
#define OVAL_LEAST 4.0
#define OVAL_MOST 200.0
#define MARK_MOST 20.0

struct drawing {
	cairo_t *cairo;
	struct out *out;
	bool
	    grouped; /* something came as a picture: drawn elsewhere first, or one of the document's */
};

/* One subpath as it is being walked. */
struct shape {
	double x0, y0, x1, y1;   /* bounding box */
	double first_x, first_y; /* where it began */
	double x, y;             /* where it is */
	double straight;         /* length of its straight pieces */
	unsigned points, curves,
	    bent; /* bent: straight pieces that are neither level nor upright */
	bool begun;
};

static void
put_box(struct out *out, char kind, double x0, double y0, double x1, double y1)
{
	if (x1 < 0 || y1 < 0 || x0 > out->width || y0 > out->height)
		return;
	out_count(out);
	buf_addf(&out->buf, "%c %d %d %d %d\n", kind, out_units(x0, out->width),
	    out_units(y0, out->height), out_units(x1, out->width), out_units(y1, out->height));
}

static void
put_line(struct out *out, double x0, double y0, double x1, double y1)
{
	double left = fmin(x0, x1), right = fmax(x0, x1), top = fmin(y0, y1), low = fmax(y0, y1);
	bool level = low - top <= STRAIGHT_OFF, upright = right - left <= STRAIGHT_OFF;

	if ((!level && !upright) || right < 0 || low < 0 || left > out->width || top > out->height)
		return;
	if (fmax(right - left, low - top) < LINE_LEAST)
		return;
	out_count(out);
	if (right - left > low - top)
		buf_addf(&out->buf, "h %d %d %d\n", out_units(left, out->width),
		    out_units(right, out->width), out_units((top + low) / 2, out->height));
	else
		buf_addf(&out->buf, "v %d %d %d\n", out_units((left + right) / 2, out->width),
		    out_units(top, out->height), out_units(low, out->height));
}

static bool
is_oval(const struct shape *shape)
{
	double width = shape->x1 - shape->x0, height = shape->y1 - shape->y0;

	return shape->curves >= 2 && shape->straight < 0.2 * (width + height) &&
	    fmin(width, height) >= OVAL_LEAST && fmax(width, height) <= OVAL_MOST &&
	    hypot(shape->x - shape->first_x, shape->y - shape->first_y) < 1.0;
}

static bool
is_square(const struct shape *shape)
{
	double width = shape->x1 - shape->x0, height = shape->y1 - shape->y0;

	return shape->curves == 0 && shape->bent == 0 && shape->points >= 4 && shape->points <= 5 &&
	    fmin(width, height) >= SQUARE_LEAST && fmax(width, height) <= SQUARE_MOST &&
	    fabs(width - height) < 0.2 * width;
}

static void
shape_end(const struct drawing *drawing, const struct shape *shape, bool filled)
{
	double width = shape->x1 - shape->x0, height = shape->y1 - shape->y0;
	struct out *out = drawing->out;

	if (!shape->begun || shape->points + shape->curves < 2)
		return;
	if (filled && shape->curves == 0 && fmin(width, height) <= LINE_THICKEST &&
	    fmax(width, height) > fmin(width, height)) {
		if (width > height)
			put_line(out, shape->x0, (shape->y0 + shape->y1) / 2, shape->x1,
			    (shape->y0 + shape->y1) / 2);
		else
			put_line(out, (shape->x0 + shape->x1) / 2, shape->y0,
			    (shape->x0 + shape->x1) / 2, shape->y1);
	} else if (!filled && is_oval(shape)) {
		put_box(out, 'o', shape->x0, shape->y0, shape->x1, shape->y1);
	} else if (!filled && is_square(shape)) {
		put_box(out, 's', shape->x0, shape->y0, shape->x1, shape->y1);
	} else if ((filled || shape->bent > 0 || shape->curves > 0) &&
	    fmax(width, height) <= MARK_MOST) {
		put_box(out, 'd', shape->x0, shape->y0, shape->x1, shape->y1);
	}
}

static void
shape_grow(struct shape *shape, double x, double y)
{
	shape->x0 = shape->begun ? fmin(shape->x0, x) : x;
	shape->x1 = shape->begun ? fmax(shape->x1, x) : x;
	shape->y0 = shape->begun ? fmin(shape->y0, y) : y;
	shape->y1 = shape->begun ? fmax(shape->y1, y) : y;
	if (!shape->begun) {
		shape->first_x = x;
		shape->first_y = y;
	}
	shape->begun = true;
	shape->x = x;
	shape->y = y;
}

static void
shape_line(struct shape *shape, double x, double y)
{
	double dx = fabs(x - shape->x), dy = fabs(y - shape->y);

	shape->straight += hypot(dx, dy);
	if (dx > STRAIGHT_OFF && dy > STRAIGHT_OFF)
		shape->bent++;
	shape->points++;
	shape_grow(shape, x, y);
}

static void
to_page(const struct drawing *drawing, const cairo_path_data_t *data, double *x, double *y)
{
	*x = data->point.x;
	*y = data->point.y;
	cairo_user_to_device(drawing->cairo, x, y);
	*x /= SCALE;
	*y /= SCALE;
}

/* The straight pieces of a path that is stroked, each a line of its own; a square or an ellipse is not taken apart. */
static void
put_pieces(const struct drawing *drawing, const cairo_path_data_t *data, int count)
{
	double first_x = 0, first_y = 0, x = 0, y = 0, to_x, to_y;

	for (int i = 0; i < count; i += data[i].header.length) {
		switch (data[i].header.type) {
		case CAIRO_PATH_MOVE_TO:
			to_page(drawing, &data[i + 1], &x, &y);
			first_x = x;
			first_y = y;
			break;
		case CAIRO_PATH_LINE_TO:
			to_page(drawing, &data[i + 1], &to_x, &to_y);
			put_line(drawing->out, x, y, to_x, to_y);
			x = to_x;
			y = to_y;
			break;
		case CAIRO_PATH_CURVE_TO:
			to_page(drawing, &data[i + 3], &x, &y);
			break;
		case CAIRO_PATH_CLOSE_PATH:
			put_line(drawing->out, x, y, first_x, first_y);
			x = first_x;
			y = first_y;
			break;
		}
	}
}

/* From data[from] on to the next beginning of a subpath. */
static int
subpath_end(const cairo_path_data_t *data, int from, int count)
{
	int i = from + data[from].header.length;

	while (i < count && data[i].header.type != CAIRO_PATH_MOVE_TO)
		i += data[i].header.length;
	return i;
}

static struct shape
shape_of(const struct drawing *drawing, const cairo_path_data_t *data, int count)
{
	struct shape shape = { 0 };
	double x, y;

	for (int i = 0; i < count; i += data[i].header.length) {
		switch (data[i].header.type) {
		case CAIRO_PATH_MOVE_TO:
			to_page(drawing, &data[i + 1], &x, &y);
			shape_grow(&shape, x, y);
			break;
		case CAIRO_PATH_LINE_TO:
			to_page(drawing, &data[i + 1], &x, &y);
			shape_line(&shape, x, y);
			break;
		case CAIRO_PATH_CURVE_TO:
			for (int k = 1; k <= 3; k++) {
				to_page(drawing, &data[i + k], &x, &y);
				shape_grow(&shape, x, y);
			}
			shape.curves++;
			break;
		case CAIRO_PATH_CLOSE_PATH:
			if (shape.begun)
				shape_line(&shape, shape.first_x, shape.first_y);
			break;
		}
	}
	return shape;
}

/* White on white is not seen; a shading or a picture is no line. */
static bool
is_seen(cairo_t *cairo, bool filled)
{
	double red, green, blue, alpha;

	if (cairo_pattern_get_rgba(cairo_get_source(cairo), &red, &green, &blue, &alpha) !=
	    CAIRO_STATUS_SUCCESS)
		return !filled;
	return alpha > 0.05 && (red < 0.97 || green < 0.97 || blue < 0.97);
}

static void
take_path(const struct drawing *drawing, bool filled)
{
	if (!is_seen(drawing->cairo, filled))
		return;
	cairo_path_t *path = cairo_copy_path(drawing->cairo);
	for (int from = 0, end; from < path->num_data; from = end) {
		const cairo_path_data_t *data = &path->data[from];

		end = subpath_end(path->data, from, path->num_data);
		struct shape shape = shape_of(drawing, data, end - from);
		shape_end(drawing, &shape, filled);
		if (!filled && !is_oval(&shape) && !is_square(&shape))
			put_pieces(drawing, data, end - from);
	}
	cairo_path_destroy(path);
}

static void
on_stroke(cairo_surface_t *observer, cairo_surface_t *target, void *context)
{
	(void)observer;
	(void)target;
	take_path(context, false);
}

static void
on_fill(cairo_surface_t *observer, cairo_surface_t *target, void *context)
{
	(void)observer;
	(void)target;
	take_path(context, true);
}

/* A group that is put in its place; or a picture of the document's own, a scan for one, which may have lines, too. */
static void
on_paint(cairo_surface_t *observer, cairo_surface_t *target, void *context)
{
	struct drawing *drawing = context;

	(void)observer;
	(void)target;
	if (cairo_pattern_get_type(cairo_get_source(drawing->cairo)) == CAIRO_PATTERN_TYPE_SURFACE)
		drawing->grouped = true;
}

static bool
same_clip(const struct clip *a, const struct clip *b)
{
	enum { PART_OF_POINT = 10 };

	return fabs(a->x0 - b->x0) * PART_OF_POINT < 1 && fabs(a->y0 - b->y0) * PART_OF_POINT < 1 &&
	    fabs(a->x1 - b->x1) * PART_OF_POINT < 1 && fabs(a->y1 - b->y1) * PART_OF_POINT < 1;
}

/* Where text is drawn just now, widened to whole pixels. */
static void
on_glyphs(cairo_surface_t *observer, cairo_surface_t *target, void *context)
{
	const struct drawing *drawing = context;
	struct out *out = drawing->out;
	struct clip clip;

	(void)observer;
	(void)target;
	cairo_clip_extents(drawing->cairo, &clip.x0, &clip.y0, &clip.x1, &clip.y1);
	/* The context may be turned or scaled: both corners in pixels, then in points. */
	cairo_user_to_device(drawing->cairo, &clip.x0, &clip.y0);
	cairo_user_to_device(drawing->cairo, &clip.x1, &clip.y1);
	struct clip page = { fmin(clip.x0, clip.x1) / SCALE, fmin(clip.y0, clip.y1) / SCALE,
		fmax(clip.x0, clip.x1) / SCALE, fmax(clip.y0, clip.y1) / SCALE };
	if (out->clip_count > 0 && same_clip(&out->clips[out->clip_count - 1], &page))
		return;
	if (out->clip_count < PDF_CLIPS_MAX)
		*ARRAY_ADD(out->clips, out->clip_count, out->clip_room) = page;
}

void
page_drawing(PopplerPage *page, struct out *out)
{
	cairo_surface_t *pixels = cairo_image_surface_create(
	    CAIRO_FORMAT_A8, (int)(out->width * SCALE) + 1, (int)(out->height * SCALE) + 1);
	cairo_surface_t *observer =
	    cairo_surface_create_observer(pixels, CAIRO_SURFACE_OBSERVER_NORMAL);
	struct drawing drawing = { .cairo = cairo_create(observer), .out = out };

	cairo_scale(drawing.cairo, SCALE, SCALE);
	cairo_surface_observer_add_stroke_callback(observer, on_stroke, &drawing);
	cairo_surface_observer_add_fill_callback(observer, on_fill, &drawing);
	cairo_surface_observer_add_glyphs_callback(observer, on_glyphs, &drawing);
	cairo_surface_observer_add_paint_callback(observer, on_paint, &drawing);
	cairo_surface_observer_add_mask_callback(observer, on_paint, &drawing);
	out->clip_count = 0;
	/* For printing: then poppler does not move lines to whole pixels. */
	poppler_page_render_for_printing(page, drawing.cairo);
	/* Not all were kept or told: then nothing is said to be hidden. */
	if (drawing.grouped || out->clip_count == PDF_CLIPS_MAX)
		out->clip_count = 0;
	cairo_destroy(drawing.cairo);
	cairo_surface_destroy(observer);
	cairo_surface_destroy(pixels);
	if (drawing.grouped)
		page_pixels(page, out);
}
