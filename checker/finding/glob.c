/* SPDX-License-Identifier: Apache-2.0 */
/* Globs over ids and paths. Brackets mean themselves: item ids have them (II.4.delegation[2].4). */
#include "finding/finding.h"

#include "base/banned.h"

/* Length of the UTF-8 character at this place, so that ? takes a whole one. */
static size_t
character_at(struct str text, size_t at)
{
	size_t n = 1;

	while (at + n < text.len && ((unsigned char)text.ptr[at + n] & 0xC0) == 0x80)
		n++;
	return n;
}

bool
finding_glob(struct str pattern, struct str text)
{
	size_t p = 0, t = 0;
	size_t star = STR_NONE, star_text = 0; /* the last *, and where its match ends for now */

	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			star_text = t;
		} else if (p < pattern.len && pattern.ptr[p] == '?') {
			p++;
			t += character_at(text, t);
		} else if (p < pattern.len && pattern.ptr[p] == text.ptr[t]) {
			p++;
			t++;
		} else if (star != STR_NONE) {
			p = star + 1;
			star_text += character_at(text, star_text);
			t = star_text;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}
