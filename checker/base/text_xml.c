/* SPDX-License-Identifier: Apache-2.0 */
/* Writing text into XML. */
#include "base/text.h"
#include "base/banned.h"

void
text_xml(struct str text, bool in_attribute, struct buf *buf)
{
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (c == '&')
			buf_adds(buf, "&amp;");
		else if (c == '<')
			buf_adds(buf, "&lt;");
		else if (c == '>')
			buf_adds(buf, "&gt;");
		else if (c == '"' && in_attribute)
			buf_adds(buf, "&quot;");
		else if (c == '\r' || (in_attribute && (c == '\n' || c == '\t')))
			buf_addf(buf, "&#%u;", (unsigned)c);
		else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0xFFFE || c == 0xFFFF ||
		    c == 0xFFFD)
			text_put(buf, 0xFFFD); /* XML 1.0 has no way to write it */
		else
			buf_add(buf, str_sub(text, from, at - from));
	}
}
