/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Japanese text: encodings at the door, Unicode normalisation, width on a terminal.
 * NFKC and width are utf8proc's; CP932 is glibc's iconv ("CP932", never "SHIFT_JIS", never //IGNORE).
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* Offset of the first byte that does not belong to well-formed UTF-8, or STR_NONE. */
size_t text_utf8_fault(struct str text);
/* Does it begin with the byte order mark of UTF-16? Such text is refused by name everywhere. */
bool text_is_utf16(struct str bytes);
/* Number of characters (code points) in well-formed UTF-8; a stray byte counts one. */
size_t text_chars(struct str text);
/* The first max_bytes of the text at most, never cutting a character in two. A view. */
struct str text_cut(struct str text, size_t max_bytes);
/* Decodes the character at *at and moves on; a stray byte gives U+FFFD and moves one byte. */
uint32_t text_next(struct str text, size_t *at);
/* Appends the character in UTF-8. */
void text_put(struct buf *buf, uint32_t character);

enum text_encoding { TEXT_UTF8, TEXT_CP932 };

/*
 * To UTF-8 as a whole: a UTF-8 byte order mark is dropped; well-formed UTF-8 is taken as it is,
 * else the bytes are decoded as CP932. false: neither; *fault is the offset where UTF-8 ended.
 * *out is a view into bytes or a text in the arena.
 */
bool text_decode(struct str bytes, struct arena *arena, struct str *out,
    enum text_encoding *encoding, size_t *fault);

/*
 * Keeps the CP932 converter loaded until it is released (NULL: this system has none): glibc loads it from a
 * file, which a confined process cannot open. confine_run holds it around its workers.
 */
void *text_cp932_hold(void);
void text_cp932_release(void *held);

/* NFKC; ①..⑳ are kept as <1>..<20> when keep_circled (else "リスク1⑨" would become "リスク19"). */
struct str text_nfkc(struct arena *arena, struct str text, bool keep_circled);
/* NFKC without any white space, 〜～ made ~, for comparing labels and names. Circled numbers kept as <n>. */
struct str text_key(struct arena *arena, struct str text);

/* Columns on a terminal (East Asian wide = 2). */
size_t text_width(struct str text);

/*
 * The text as it may be shown: control characters (C0, C1, DEL, bidirectional and other invisible
 * format controls) become visible as <U+202E>; bytes that are not UTF-8 as <XX>. Line feed and tab too,
 * as a blank. Nothing from an input can move a cursor or turn the reading direction.
 */
void text_visible(struct str text, struct buf *buf);
/* The same, but line feeds stay. */
void text_visible_lines(struct str text, struct buf *buf);

/* XML text, or an attribute's value (between ""), with what must be escaped; what XML 1.0 cannot hold becomes U+FFFD. Appended. */
void text_xml(struct str text, bool in_attribute, struct buf *buf);
/* As GitHub-flavoured Markdown on one line: nothing in it makes a link, a mention, an image, a cell or HTML. Appended. */
void text_md(struct str text, struct buf *out);

/*
 * Appends text in lines that end at column width, each behind indent blanks; first (NULL: none) stands at the end of the
 * first line's indent. Control characters are made visible. Breaks at blanks, and between wide characters where
 * Japanese allows it (no 。 at the head of a line).
 */
void text_wrap(struct str text, int width, int indent, const char *first, struct buf *out);

/* Line (from 1) and column (characters, from 1) of a byte offset. */
void text_position(struct str text, size_t offset, uint32_t *line, uint32_t *column);

/* Edit distance in characters, at most limit + 1 (then it stopped counting). */
size_t text_distance(struct str a, struct str b, size_t limit);

/* 漢数字 and full-width digits in a number as people write it ("１，２３４", "三十"): false when not a number. */
bool text_parse_count(struct str text, int64_t *value);

#endif
