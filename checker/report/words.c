/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the reports. */
#include "report/words.h"

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
