/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the reports. */
#include "report/words.h"

#include "report/report.h"
#include "base/banned.h"

static const char *const texts[][2] = {
#define W(name, ja, en) [WORD_##name] = { ja, en },
	WORDS(W)
#undef W
};

const char *
word(enum word word, enum lang lang)
{
	return texts[word][lang];
}

void
word_count(enum word name, size_t n, enum lang lang, struct buf *out)
{
	struct str plural, one = str_split(str_of(word(name, lang)), '|', &plural);

	if (lang == LANG_JA)
		buf_addf(out, "%.*s %zu", STR_ARG(one), n);
	else
		buf_addf(out, "%zu %.*s%.*s", n, STR_ARG(one), n == 1 ? 0 : (int)plural.len,
		    plural.ptr == NULL ? "" : plural.ptr);
}

enum word
word_severity(enum severity severity)
{
	static const enum word words[] = {
		[SEVERITY_NOTE] = WORD_NOTE,
		[SEVERITY_WARNING] = WORD_WARNING,
		[SEVERITY_ERROR] = WORD_ERROR,
	};

	return words[severity];
}

enum word
word_status(enum finding_status status)
{
	static const enum word words[] = {
		[FINDING_OPEN] = WORD_OPEN,
		[FINDING_WAIVED] = WORD_WAIVED,
		[FINDING_NEW] = WORD_NEW,
		[FINDING_UNCHANGED] = WORD_UNCHANGED,
		[FINDING_FIXED] = WORD_FIXED,
	};

	return words[status];
}

const char *
report_severity(enum severity severity, enum lang lang)
{
	return word(word_severity(severity), lang);
}
