/* SPDX-License-Identifier: Apache-2.0 */
/* Headings for people: the way down to an item in the form's own numbers, "Ⅱ 4. 委託事項{n}". */
#ifndef FORM_HEADING_H
#define FORM_HEADING_H

#include "base/str.h"

/*
 * What an item adds to the path of the items below it: "Ⅲ", "7.", "②", "リスク1", "別添1", or its label. May be empty.
 * key: text_key of the label. What is given is a part of one of them.
 */
struct str heading_step(struct str label, struct str key);

#endif
