/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text, for building output and messages. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

#include "base/str.h"

/* Zero-initialise. ptr is always NUL-terminated once anything was added. */
struct buf {
	char *ptr;
	size_t len, room;
};

void buf_add(struct buf *buf, struct str text);
void buf_adds(struct buf *buf, const char *text);
void buf_addc(struct buf *buf, char c);
void buf_addf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text so far; a view, valid until the next change. */
struct str buf_str(const struct buf *buf);
void buf_clear(struct buf *buf); /* length 0, the room is kept */
void buf_release(struct buf *buf);

#endif
