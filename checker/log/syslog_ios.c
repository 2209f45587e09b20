/* SPDX-License-Identifier: Apache-2.0 */
/* syslog as Cisco's devices write it: [host] [sequence:] [* or .]time [zone]: %FACILITY-SEVERITY-MNEMONIC: text */
#include "log/messages.h"
#include "log/syslog.h"
#include "base/banned.h"

static bool
is_sequence(struct str word)
{
	return word.len > 1 && str_digits(word, 0) + 1 == word.len && str_ends(word, STR(":"));
}

bool
syslog_ios_head(struct str *rest, struct str *host, struct str *mark)
{
	struct str next, word = str_split(*rest, ' ', &next);
	bool numbered;

	*host = *mark = (struct str){ 0 };
	if (!is_sequence(word) && !str_starts(word, STR("*")) && !str_starts(word, STR("."))) {
		*host = str_ends(word, STR(":")) ? str_sub(word, 0, word.len - 1) : word;
		*rest = str_trim(next);
		word = str_split(*rest, ' ', &next);
	}
	numbered = is_sequence(word);
	if (numbered)
		*rest = str_trim(next);
	if (!str_starts(*rest, STR("*")) && !str_starts(*rest, STR(".")))
		return numbered;
	*mark = str_sub(*rest, 0, 1);
	*rest = str_from(*rest, 1);
	return true;
}

bool
syslog_ios_tag(struct str rest, struct str *program, struct str *message)
{
	size_t percent = str_find_char(rest, '%', 0);
	size_t end = percent == STR_NONE ? STR_NONE : str_find_char(rest, ':', percent);

	if (end == STR_NONE || (percent > 0 && rest.ptr[percent - 1] != ' '))
		return false;
	struct str tag = str_sub(rest, percent + 1, end - percent - 1);
	if (!message_is_cisco(tag))
		return false;
	*program = tag;
	*message = str_from(rest, percent);
	return true;
}
