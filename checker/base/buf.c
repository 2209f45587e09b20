/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

static void
reserve(struct buf *buf, size_t more)
{
	size_t need = mem_add(mem_add(buf->len, more), 1);

	if (need <= buf->room)
		return;
	size_t room = buf->room == 0 ? 64 : mem_mul(buf->room, 2);
	buf->room = room < need ? need : room;
	buf->ptr = mem_grow(buf->ptr, buf->room, 1);
}

void
buf_add(struct buf *buf, struct str text)
{
	reserve(buf, text.len);
	if (text.len > 0)
		memcpy(buf->ptr + buf->len, text.ptr, text.len);
	buf->len += text.len;
	buf->ptr[buf->len] = '\0';
}

void
buf_adds(struct buf *buf, const char *text)
{
	buf_add(buf, str_of(text));
}

void
buf_addc(struct buf *buf, char c)
{
	buf_add(buf, (struct str){ &c, 1 });
}

void
buf_addf(struct buf *buf, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	int n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	BUG_IF(n < 0);
	reserve(buf, (size_t)n);
	va_start(ap, format);
	vsnprintf(buf->ptr + buf->len, (size_t)n + 1, format, ap);
	va_end(ap);
	buf->len += (size_t)n;
}

struct str
buf_str(const struct buf *buf)
{
	return (struct str){ buf->ptr, buf->len };
}

void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->ptr != NULL)
		buf->ptr[0] = '\0';
}

void
buf_release(struct buf *buf)
{
	free(buf->ptr);
	*buf = (struct buf){ 0 };
}
