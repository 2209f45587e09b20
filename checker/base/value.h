/* SPDX-License-Identifier: Apache-2.0 */
/* A value of an evidence row, as SQL knows it. */
#ifndef BASE_VALUE_H
#define BASE_VALUE_H

#include <stdint.h>

#include "base/str.h"

enum value_type { VALUE_NULL, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT };

struct value {
	enum value_type type;
	int64_t integer;
	double real;
	struct str text;
};

static inline struct value
value_null(void)
{
	return (struct value){ .type = VALUE_NULL };
}

static inline struct value
value_integer(int64_t n)
{
	return (struct value){ .type = VALUE_INTEGER, .integer = n };
}

static inline struct value
value_text(struct str text)
{
	return (struct value){ .type = VALUE_TEXT, .text = text };
}

/* NULL when the text is empty. */
static inline struct value
value_text_or_null(struct str text)
{
	return text.len == 0 ? value_null() : value_text(text);
}

#endif
