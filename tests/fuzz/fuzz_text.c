/* SPDX-License-Identifier: Apache-2.0 */
/* Text: decoding, normal forms, showing, masking; and writing it as YAML and XML for our own readers. */
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"
#include "fuzz_doc.h"

#include "base/text.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_shown(struct str text)
{
	struct buf shown = { 0 }, masked = { 0 }, again = { 0 };
	size_t at, len;

	text_visible(text, &shown);
	BUG_IF(text_utf8_fault(buf_str(&shown)) != STR_NONE);
	for (size_t i = 0; i < shown.len; i++)
		BUG_IF((unsigned char)shown.ptr[i] < 0x20 || shown.ptr[i] == 0x7F);
	number_mask(text, &masked);
	BUG_IF(number_find(buf_str(&masked), 0, &at, &len));
	number_mask(buf_str(&masked), &again);
	BUG_IF(!str_eq(buf_str(&masked), buf_str(&again)));
	buf_release(&shown);
	buf_release(&masked);
	buf_release(&again);
}

static void
check_normal(struct str text, struct arena *arena)
{
	struct str normal = text_nfkc(arena, text, true), key = text_key(arena, text);
	int64_t count;

	BUG_IF(text_utf8_fault(normal) != STR_NONE || text_utf8_fault(key) != STR_NONE);
	BUG_IF(!str_eq(text_nfkc(arena, normal, true), normal));
	text_width(text);
	text_parse_count(text, &count);
	text_distance(text, key, 3);
	for (size_t n = 0; n < 8; n++)
		BUG_IF(text_cut(text, n).len > n);
}

/* Well-formed text without NUL is read as it was written. */
static void
check_written(struct str text, struct arena *arena)
{
	struct buf yaml = { 0 };
	struct node *root;

	buf_adds(&yaml, "k:\n  v: ");
	doc_yaml_scalar(&yaml, text, 4);
	buf_adds(&yaml, "\n  w: [");
	doc_yaml_scalar(&yaml, text, 0);
	buf_adds(&yaml, "]\n");
	root = fuzz_parse(DOC_YAML, buf_str(&yaml), arena);
	BUG_IF(root == NULL);
	root = node_find(root, "k");
	BUG_IF(!str_eq(node_find(root, "v")->text, text));
	BUG_IF(!str_eq(node_find(root, "w")->items[0]->text, text));
	buf_release(&yaml);
}

static void
check_xml(struct str text, struct arena *arena)
{
	struct buf xml = { 0 };

	buf_adds(&xml, "<a x=\"");
	text_xml(text, true, &xml);
	buf_adds(&xml, "\">");
	text_xml(text, false, &xml);
	buf_adds(&xml, "</a>");
	BUG_IF(fuzz_parse(DOC_XML, buf_str(&xml), arena) == NULL);
	buf_release(&xml);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size }, text;
	struct arena arena = { 0 };
	enum text_encoding encoding;
	size_t fault = 0;

	check_shown(bytes);
	check_normal(bytes, &arena);
	check_xml(bytes, &arena);
	if (text_decode(bytes, &arena, &text, &encoding, &fault)) {
		BUG_IF(text_utf8_fault(text) != STR_NONE);
		if (str_find_char(text, '\0', 0) == STR_NONE)
			check_written(text, &arena);
	} else {
		BUG_IF(fault >= size);
	}
	arena_release(&arena);
	return 0;
}
