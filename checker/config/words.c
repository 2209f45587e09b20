/* SPDX-License-Identifier: Apache-2.0 */
/* Words with quotes, as sshd (misc.c, argv_split) and PostgreSQL's hba.c read them. */
#include "config/words.h"

#include "base/buf.h"
#include "base/banned.h"

static bool
is_escape(struct str rest, char quote)
{
	if (rest.len < 2 || rest.ptr[0] != '\\')
		return false;
	char c = rest.ptr[1];
	return c == '"' || c == '\'' || c == '\\' || (quote == '\0' && c == ' ');
}

bool
words_next_until(struct str *rest, char stop, struct arena *arena, struct str *word, bool *open)
{
	struct buf buf = { 0 };
	char quote = '\0';

	*open = false;
	*rest = str_trim(*rest);
	if (rest->len == 0 || rest->ptr[0] == '#')
		return false;
	while (rest->len > 0) {
		char c = rest->ptr[0];

		if (is_escape(*rest, quote)) {
			buf_addc(&buf, rest->ptr[1]);
			*rest = str_from(*rest, 2);
			continue;
		}
		if (quote == '\0' && (str_is_space(c) || (stop != '\0' && c == stop)))
			break;
		if (c == quote)
			quote = '\0';
		else if (quote == '\0' && (c == '"' || c == '\''))
			quote = c;
		else
			buf_addc(&buf, c);
		*rest = str_from(*rest, 1);
	}
	*word = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	*open = quote != '\0';
	return !*open;
}

bool
words_next(struct str *rest, struct arena *arena, struct str *word, bool *open)
{
	return words_next_until(rest, '\0', arena, word, open);
}

const char *
words_spelling(struct str word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (str_eq_nocase(word, str_of(*list)))
			return *list;
	return NULL;
}
