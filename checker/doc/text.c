/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes at the door: what is no UTF-8 text is named for what it is before any parser sees it. */
#include "doc/parse.h"

#include "base/text.h"
#include "base/banned.h"

/* Reason: the first kilobyte shows what a file is. */
enum { HEAD_BYTES = 1024 };

/* Control characters that no text has, more than one in thirty: a program, an archive, an image. */
static bool
is_binary(struct str bytes)
{
	struct str head = str_sub(bytes, 0, HEAD_BYTES);
	size_t strange = 0;

	for (size_t i = 0; i < head.len; i++) {
		unsigned char c = (unsigned char)head.ptr[i];

		strange += c < 0x20 && !str_is_space((char)c) && c != 0x1B;
	}
	return strange * 30 > head.len;
}

bool
doc_text(struct str bytes, struct str file, const struct sink *sink, struct str *text)
{
	static const struct str mark = STR_INIT("\xEF\xBB\xBF");
	struct diag_at at = { .file = file };
	struct str body = str_starts(bytes, mark) ? str_from(bytes, mark.len) : bytes;
	size_t nul = str_find_char(body, '\0', 0), fault = text_utf8_fault(body);
	enum diag_code code;

	if (body.len > 0 && nul == STR_NONE && fault == STR_NONE) {
		*text = body;
		return true;
	}
	if (body.len == 0) {
		code = DIAG_FILE_EMPTY;
	} else if (text_is_utf16(bytes)) {
		code = DIAG_TEXT_UTF16;
	} else if (is_binary(bytes)) {
		code = DIAG_TEXT_BINARY;
	} else {
		code = nul < fault ? DIAG_TEXT_NUL : DIAG_TEXT_NOT_UTF8;
		text_position(body, nul < fault ? nul : fault, &at.line, &at.column);
	}
	sink_diag(sink, code, at, (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 });
	return false;
}
