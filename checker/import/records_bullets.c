/* SPDX-License-Identifier: Apache-2.0 */
/* 記録項目 with a bullet each. */
#include "import/records.h"

#include "base/banned.h"

/* "- ・個人番号" → "個人番号"; false: no bullet. */
static bool
strip_bullet(struct str *text)
{
	static const char *const bullets[] = { "- ", "・", "･", "○", "●", "* ", "‐ ", "◦", "•" };
	bool stripped = false, again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++)
			if (str_starts(*text, str_of(bullets[i]))) {
				*text = str_trim(str_from(*text, str_of(bullets[i]).len));
				stripped = again = true;
			}
	}
	return stripped;
}

bool
records_bullets(struct records *list, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str text = blocks_join_row(list->arena, &rows[i], 0);

		if (strip_bullet(&text)) {
			if (records_names_several(text) || text.len == 0)
				return false;
			records_add(list, rows[i].line, 0, text);
		} else if (records_is_heading(text) || (rows[i].gap > 0 && i + 1 < count)) {
			list->heading = text;
		} else {
			return false;
		}
	}
	return list->count > 0;
}
