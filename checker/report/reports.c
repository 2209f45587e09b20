/* SPDX-License-Identifier: Apache-2.0 */
/* The report formats. A new one: its file in this folder, its line in this list. */
#include "base/scope.h"
#include "report/inner.h"
#include "base/banned.h"

/* clang-format off */
#define FORMATS(F) \
	F(text)		/* for people, at a terminal */ \
	F(json)		/* for programs: piacheck/findings/1 */ \
	F(sarif)	/* SARIF 2.1.0 errata01; sarif:github within GitHub's limits */ \
	F(junit)	/* JUnit XML as GitLab and Jenkins read it */ \
	F(md)		/* GitHub-flavoured Markdown */ \
	F(csv)		/* for a spreadsheet */
/* clang-format on */

#define DECLARE(id) extern const struct report_format report_format_##id;
#define ENTRY(id) &report_format_##id,

FORMATS(DECLARE)
static const struct report_format *const formats[] = { FORMATS(ENTRY) };

static bool
has_variant(const struct report_format *format, struct str variant)
{
	for (size_t i = 0; format->variants != NULL && format->variants[i] != NULL; i++)
		if (str_is(variant, format->variants[i]))
			return true;
	return false;
}

const struct report_format *
report_find(struct str name, struct str *variant)
{
	struct str rest;
	struct str base = str_split(name, ':', &rest);

	*variant = rest;
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		if (!str_is(base, formats[i]->name))
			continue;
		if (base.len == name.len || has_variant(formats[i], rest))
			return formats[i];
	}
	return NULL;
}

void
report_names(struct buf *out)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		buf_addf(out, "%s%s", i > 0 ? ", " : "", formats[i]->name);
		for (size_t k = 0; formats[i]->variants != NULL && formats[i]->variants[k] != NULL;
		     k++)
			buf_addf(out, ", %s:%s", formats[i]->name, formats[i]->variants[k]);
	}
}
