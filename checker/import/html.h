/* SPDX-License-Identifier: Apache-2.0 */
/* What the tags of HTML mean for a form, and what a page says of its boxes. For source_html.c. */
#ifndef IMPORT_HTML_H
#define IMPORT_HTML_H

#include <stdbool.h>

#include "base/str.h"

enum html_tag {
	HTML_INLINE,
	HTML_BREAK,
	HTML_TABLE,
	HTML_ROW,
	HTML_CELL,
	HTML_INPUT,
	HTML_IMAGE,
	HTML_OPTION,
	HTML_HIDDEN,
};

/* Of a tag's name; an unknown one is inline. */
enum html_tag html_tag_of(struct str name);
/* Does an element of HTML, its end, a comment or a declaration begin here (at "<")? */
bool html_begins_element(struct str text);
/*
 * Is an <input> the page's only notation for boxes, and some are checked? Then the others are empty; where notations are mixed, as
 * on recognised page images, an <input> without a check may be a mark that was lost.
 */
bool html_boxes_are_plain(struct str text);

#endif
