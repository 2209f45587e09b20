/* SPDX-License-Identifier: Apache-2.0 */
/* JSON writer. */
#include "base/json.h"

#include <math.h>

#include "base/text.h"
#include "base/banned.h"

static void
new_line(struct json *json)
{
	if (!json->indent)
		return;
	buf_addc(json->out, '\n');
	for (int i = 0; i < json->depth; i++)
		buf_adds(json->out, "  ");
}

/* What stands before a value or a key: a comma, a new line, or nothing behind a key. */
static void
before(struct json *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->has_elements)
		buf_addc(json->out, ',');
	if (json->depth > 0)
		new_line(json);
	json->has_elements = true;
}

static void
open_container(struct json *json, char c)
{
	before(json);
	buf_addc(json->out, c);
	json->depth++;
	json->has_elements = false;
}

static void
close_container(struct json *json, char c)
{
	json->depth--;
	if (json->has_elements)
		new_line(json);
	buf_addc(json->out, c);
	json->has_elements = true;
}

void
json_object(struct json *json)
{
	open_container(json, '{');
}

void
json_object_end(struct json *json)
{
	close_container(json, '}');
}

void
json_array(struct json *json)
{
	open_container(json, '[');
}

void
json_array_end(struct json *json)
{
	close_container(json, ']');
}

static void
put_text(struct json *json, struct str text)
{
	struct buf *out = json->out;

	buf_addc(out, '"');
	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", (char)c);
		else if (c == '\n')
			buf_adds(out, "\\n");
		else if (c == '\t')
			buf_adds(out, "\\t");
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
			buf_addf(out, "\\u%04x", c);
		else
			text_put(out, c);
	}
	buf_addc(out, '"');
}

void
json_key_str(struct json *json, struct str key)
{
	before(json);
	put_text(json, key);
	buf_adds(json->out, json->indent ? ": " : ":");
	json->after_key = true;
}

void
json_key(struct json *json, const char *key)
{
	json_key_str(json, str_of(key));
}

void
json_str(struct json *json, struct str text)
{
	before(json);
	put_text(json, text);
}

void
json_strz(struct json *json, const char *text)
{
	if (text == NULL)
		json_null(json);
	else
		json_str(json, str_of(text));
}

void
json_int(struct json *json, int64_t n)
{
	before(json);
	buf_addf(json->out, "%lld", (long long)n);
}

void
json_real(struct json *json, double n)
{
	before(json);
	if (isfinite(n))
		buf_addf(json->out, "%.15g", n);
	else
		buf_adds(json->out, "null");
}

void
json_raw(struct json *json, struct str value)
{
	before(json);
	buf_add(json->out, value);
}

void
json_bool(struct json *json, bool b)
{
	before(json);
	buf_adds(json->out, b ? "true" : "false");
}

void
json_null(struct json *json)
{
	before(json);
	buf_adds(json->out, "null");
}

void
json_kv(struct json *json, const char *key, struct str text)
{
	json_key(json, key);
	json_str(json, text);
}

void
json_kvz(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_strz(json, text);
}

void
json_kv_int(struct json *json, const char *key, int64_t n)
{
	json_key(json, key);
	json_int(json, n);
}

void
json_kv_bool(struct json *json, const char *key, bool b)
{
	json_key(json, key);
	json_bool(json, b);
}
