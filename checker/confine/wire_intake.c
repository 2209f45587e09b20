/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whoever sends a message may have been taken over by the input it read: every count is checked against the bytes that
 * are left before anything is allocated, every text is checked to be UTF-8 without NUL.
 */
#include "confine/wire_intake.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/banned.h"

void
intake_refuse(struct intake *in, const char *fault)
{
	if (in->fault == NULL)
		in->fault = fault;
	in->rest = (struct str){ 0 };
}

void
intake_bytes(struct intake *in, void *to, size_t len)
{
	if (in->rest.len < len) {
		intake_refuse(in, "short message");
		memset(to, 0, len);
		return;
	}
	memcpy(to, in->rest.ptr, len);
	in->rest = str_from(in->rest, len);
}

unsigned
intake_u8(struct intake *in)
{
	unsigned char n;

	intake_bytes(in, &n, sizeof n);
	return n;
}

uint32_t
intake_u32(struct intake *in)
{
	uint32_t n;

	intake_bytes(in, &n, sizeof n);
	return n;
}

struct str
intake_str(struct intake *in)
{
	size_t len = intake_u32(in);

	if (len > in->rest.len) {
		intake_refuse(in, "text longer than its message");
		return (struct str){ 0 };
	}
	struct str text = str_sub(in->rest, 0, len);
	in->rest = str_from(in->rest, len);
	if (str_find_char(text, '\0', 0) != STR_NONE || text_utf8_fault(text) != STR_NONE) {
		intake_refuse(in, "text that is not UTF-8");
		return (struct str){ 0 };
	}
	return text;
}

const char *
intake_end(const struct intake *in)
{
	if (in->fault == NULL && in->rest.len > 0)
		return "bytes left over";
	return in->fault;
}

struct value
intake_value(struct intake *in)
{
	struct value value = value_null();
	unsigned type = intake_u8(in);

	switch (type) {
	case VALUE_NULL:
		return value;
	case VALUE_INTEGER:
		intake_bytes(in, &value.integer, sizeof value.integer);
		break;
	case VALUE_REAL:
		intake_bytes(in, &value.real, sizeof value.real);
		if (!isfinite(value.real))
			intake_refuse(in, "number that is none");
		break;
	case VALUE_TEXT:
		value.text = intake_str(in);
		break;
	default:
		intake_refuse(in, "type of a value");
		return value;
	}
	value.type = (enum value_type)type;
	return value;
}
