/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing JSON (RFC 8259) as deterministic bytes: keys in the order written, two blanks of indent or none,
 * UTF-8 unescaped but for what must be. Reading JSON is doc/'s.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* Zero-initialise, then set out (and indent). */
struct json {
	struct buf *out;
	bool indent;
	int depth;
	bool has_elements; /* the open container has one already */
	bool after_key;
};

void json_object(struct json *json);
void json_object_end(struct json *json);
void json_array(struct json *json);
void json_array_end(struct json *json);
void json_key(struct json *json, const char *key);
void json_key_str(struct json *json, struct str key);
void json_str(struct json *json, struct str text);   /* not UTF-8: U+FFFD */
void json_strz(struct json *json, const char *text); /* NULL: null */
void json_int(struct json *json, int64_t n);
void json_real(struct json *json, double n);
void json_bool(struct json *json, bool b);
void json_null(struct json *json);
/* A value that is JSON already, as it stands. */
void json_raw(struct json *json, struct str value);

/* key and value in one */
void json_kv(struct json *json, const char *key, struct str text);
void json_kvz(struct json *json, const char *key, const char *text);
void json_kv_int(struct json *json, const char *key, int64_t n);
void json_kv_bool(struct json *json, const char *key, bool b);

#endif
