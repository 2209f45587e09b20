/* SPDX-License-Identifier: Apache-2.0 */
/* Text as GitHub-flavoured Markdown. */
#include "base/text.h"

#include <string.h>

#include "base/banned.h"

/*
 * As Markdown text. GitHub makes mentions and links even of what is escaped: a blank of no width behind @ and www, an entity
 * in :// keep it from that.
 */
void
text_md(struct str text, struct buf *out)
{
	struct buf visible = { 0 };

	text_visible(text, &visible);
	for (size_t i = 0; i < visible.len; i++) {
		char c = visible.ptr[i];

		if (c == '@')
			buf_adds(out, "@&#8203;");
		else if (c == '&')
			buf_adds(out, "&amp;");
		else if (c == '<')
			buf_adds(out, "&lt;");
		else if (c == '>')
			buf_adds(out, "&gt;");
		else if (str_starts(str_from(buf_str(&visible), i), STR("://")))
			buf_adds(out, "&#58;");
		else if (str_starts(str_from(buf_str(&visible), i), STR("www.")))
			buf_adds(out, "w&#8203;");
		else if (strchr("\\`*_[]|~$", c) != NULL || (i == 0 && strchr("#+-=", c) != NULL))
			buf_addf(out, "\\%c", c);
		else
			buf_addc(out, c);
	}
	buf_release(&visible);
}
