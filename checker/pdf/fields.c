/* SPDX-License-Identifier: Apache-2.0 */
/* Form fields of a page: the state of check boxes and radio buttons, and texts that were filled in. */
#include "base/text.h"
#include "pdf/page.h"
#include "pdf/pdf.h"

#include "base/banned.h"

struct place {
	int x0, y0, x1, y1;
};

/* Areas of fields have their origin in the lower left corner. */
static struct place
place_of(const struct out *out, const PopplerRectangle *area)
{
	double low = MIN(area->y1, area->y2), high = MAX(area->y1, area->y2);

	return (struct place){
		out_units(MIN(area->x1, area->x2), out->width),
		out_units(out->height - high, out->height),
		out_units(MAX(area->x1, area->x2), out->width),
		out_units(out->height - low, out->height),
	};
}

static void
put_button(PopplerFormField *field, struct place at, struct out *out)
{
	PopplerFormButtonType type = poppler_form_field_button_get_button_type(field);

	if (type == POPPLER_FORM_BUTTON_PUSH)
		return;
	out_count(out);
	buf_addf(&out->buf, "c %d %d %d %d %d\n", at.x0, at.y0, at.x1, at.y1,
	    poppler_form_field_button_get_state(field) ? 1 : 0);
}

/* One line of the field: where its characters are is the viewer's business, so they share its width. */
static void
put_line(struct str line, struct place at, struct out *out)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < line.len;) {
		uint32_t c = text_next(line, &i);

		if (!g_unichar_isspace(c) && !g_unichar_iscntrl(c))
			text_put(&text, c);
	}
	if (text.len > 0 && at.x1 > at.x0 && at.y1 > at.y0) {
		out_count(out);
		buf_addf(&out->buf, "t %d %d %d %d ", at.x0, at.y0, at.x1, at.y1);
		buf_add(&out->buf, buf_str(&text));
		buf_addc(&out->buf, '\n');
	}
	buf_release(&text);
}

static void
put_text(PopplerFormField *field, struct place at, struct out *out)
{
	char *text = poppler_form_field_text_get_text(field);
	struct str rest = str_of(text), line;
	int lines = 1;

	for (size_t i = 0; i < rest.len; i++)
		lines += rest.ptr[i] == '\n' || rest.ptr[i] == '\r';
	int each = (at.y1 - at.y0) / lines;
	for (int i = 0; str_line(&rest, &line); i++)
		put_line(line,
		    (struct place){ at.x0, at.y0 + i * each, at.x1, at.y0 + (i + 1) * each }, out);
	g_free(text);
}

void
page_fields(PopplerPage *page, struct out *out)
{
	GList *fields = poppler_page_get_form_field_mapping(page);

	for (GList *at = fields; at != NULL; at = at->next) {
		const PopplerFormFieldMapping *mapping = at->data;
		struct place place = place_of(out, &mapping->area);

		switch (poppler_form_field_get_field_type(mapping->field)) {
		case POPPLER_FORM_FIELD_BUTTON:
			put_button(mapping->field, place, out);
			break;
		case POPPLER_FORM_FIELD_TEXT:
			put_text(mapping->field, place, out);
			break;
		case POPPLER_FORM_FIELD_CHOICE:
		case POPPLER_FORM_FIELD_SIGNATURE:
		case POPPLER_FORM_FIELD_UNKNOWN:
			break;
		}
	}
	poppler_page_free_form_field_mapping(fields);
}
