/* SPDX-License-Identifier: Apache-2.0 */
/* From an event to its group and value, packed: each text with its length before it, so that ("a", "bc") is not ("ab", "c"). */
#include "base/text.h"
#include "sigma/compiled.h"
#include "sigma/correlation.h"
#include "sigma/limits.h"
#include "base/banned.h"

enum { LENGTH_BYTES = 4 };

static void
pack(struct buf *out, struct str text)
{
	for (unsigned i = 0; i < LENGTH_BYTES; i++)
		buf_addc(out, (char)(text.len >> (8 * (LENGTH_BYTES - 1 - i)) & 0xFF));
	buf_add(out, text);
}

/* The next text of packed ones; false at their end. */
static bool
unpack(struct str *rest, struct str *text)
{
	size_t len = 0;

	if (rest->len < LENGTH_BYTES)
		return false;
	for (unsigned i = 0; i < LENGTH_BYTES; i++)
		len = len << 8 | (unsigned char)rest->ptr[i];
	*text = str_sub(*rest, LENGTH_BYTES, len);
	*rest = str_from(*rest, LENGTH_BYTES + text->len);
	return true;
}

/* The first value of a field of this name; blanks in the log's name are passed over, as for detections. */
static bool
field_value(const struct sigma_event *event, struct str name, struct str *value)
{
	for (size_t i = 0; i < event->count; i++) {
		const struct sigma_field *field = &event->fields[i];

		if (field->absent || field->null || !sigma_name_is(field->name, name))
			continue;
		*value = text_cut(field->value, SIGMA_GROUP_VALUE_MAX_BYTES);
		return true;
	}
	return false;
}

/* Of those that stand for one rule, called by its id and by its name. */
static size_t
first_position(const struct sigma_correlation *c, size_t position)
{
	size_t first = 0;

	while (c->sources[first] != c->sources[position])
		first++;
	return first;
}

bool
sigma_correlation_take(const struct sigma_correlation *c, size_t position,
    const struct sigma_event *event, struct buf *group, struct buf *value)
{
	struct str text;
	double number;

	for (size_t i = 0; i < c->group_count; i++) {
		if (!field_value(event, correlation_field(c, position, c->group_by[i]), &text))
			return false;
		pack(group, text);
	}
	for (size_t i = 0; i < c->field_count; i++) {
		if (!field_value(event, correlation_field(c, position, c->fields[i]), &text))
			return false;
		if (c->type != CORRELATION_VALUE_COUNT && !str_parse_double(text, &number))
			return false;
		pack(value, text);
	}
	if (c->type == CORRELATION_TEMPORAL && c->bound_count > 0)
		pack(value, c->names[first_position(c, position)]);
	return true;
}

bool
correlation_number(struct str value, double *number)
{
	struct str text;

	return unpack(&value, &text) && str_parse_double(text, number);
}

size_t
sigma_group_values(struct str group, struct str list[SIGMA_GROUP_BY_MAX])
{
	size_t count = 0;

	while (count < SIGMA_GROUP_BY_MAX && unpack(&group, &list[count]))
		count++;
	return count;
}

static int
order(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

int
sigma_occurrence_cmp(const struct sigma_occurrence *a, const struct sigma_occurrence *b)
{
	int by = str_cmp(a->group, b->group);

	if (by == 0)
		by = a->time < b->time ? -1 : a->time > b->time;
	if (by == 0)
		by = order(a->file, b->file);
	if (by == 0)
		by = order(a->line, b->line);
	return by != 0 ? by : order(a->position, b->position);
}
