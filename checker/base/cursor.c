/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a text character by character. */
#include "base/cursor.h"

#include "base/text.h"
#include "base/banned.h"

static uint32_t
folded(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFF01 + 0x21;
	return c == 0x3000 || c == 0xA0 ? ' ' : c;
}

uint32_t
cursor_peek(const struct cursor *c, size_t *next)
{
	*next = c->at;
	return c->at >= c->text.len ? 0 : folded(text_next(c->text, next));
}

bool
cursor_take(struct cursor *c, uint32_t wanted)
{
	size_t next;

	if (cursor_peek(c, &next) != wanted)
		return false;
	c->at = next;
	return true;
}

void
cursor_skip_blanks(struct cursor *c)
{
	while (cursor_take(c, ' ') || cursor_take(c, '\t'))
		continue;
}

int
cursor_number(struct cursor *c, int max, int *value)
{
	struct cursor start = *c;
	uint32_t digit;
	size_t next;
	int n = 0;

	for (*value = 0; (digit = cursor_peek(c, &next)) >= '0' && digit <= '9';
	     n++, c->at = next) {
		if (n == max) {
			*c = start;
			*value = 0;
			return 0;
		}
		*value = *value * 10 + (int)(digit - '0');
	}
	return n;
}
