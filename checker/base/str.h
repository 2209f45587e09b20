/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as a view: a pointer and a length in bytes, UTF-8 unless a function says otherwise, not
 * NUL-terminated. Who owns the bytes is said where a str is handed over. { NULL, 0 } is the empty text.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	const char *ptr;
	size_t len;
};

/* From a literal, also in static initialisers: STR("…"); and from a NUL-terminated text. */
#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_INIT(literal)                                                                          \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}
struct str str_of(const char *text); /* NULL gives the empty text */

/* For printf: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, (s).ptr == NULL ? "" : (s).ptr

bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *b);
bool str_is_nocase(struct str a, const char *word); /* ASCII letters only */
bool str_eq_nocase(struct str a, struct str b);
int str_cmp(struct str a, struct str b); /* by bytes, the shorter first */
bool str_starts(struct str text, struct str head);
bool str_ends(struct str text, struct str tail);

/* Offset of the first occurrence at or after from, or STR_NONE. */
#define STR_NONE SIZE_MAX
size_t str_find(struct str text, struct str part, size_t from);
size_t str_find_char(struct str text, char c, size_t from);
bool str_has(struct str text, struct str part);

struct str str_sub(struct str text, size_t from, size_t len); /* cut to what is there */
struct str str_from(struct str text, size_t from);
/* Without the ASCII white space at both ends. */
struct str str_trim(struct str text);
/* The part before the first c (all of it when there is none); *rest = what follows c. */
struct str str_split(struct str text, char c, struct str *rest);
/* The next line without its LF or CRLF; false at the end. *rest is moved on. */
bool str_line(struct str *rest, struct str *line);

/* How many ASCII digits stand at that place. */
size_t str_digits(struct str text, size_t at);
/* What follows the last slash of a path; all of it when there is none. */
struct str str_base_name(struct str path);
bool str_is_digit(char c);
bool str_is_alpha(char c);
bool str_is_alnum(char c);
bool str_is_space(char c); /* blank, tab, CR, LF, VT, FF */
char str_lower(char c);    /* ASCII */

/* The whole text as a decimal integer (leading + or - allowed); false: not one, or too large. */
bool str_parse_i64(struct str text, int64_t *value);
bool str_parse_double(struct str text, double *value);

/* 64-bit hash (FNV-1a), for tables only: not keyed, not for fingerprints. */
uint64_t str_hash(struct str text);

#endif
