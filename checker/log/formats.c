/* SPDX-License-Identifier: Apache-2.0 */
/* The formats, one line each; asked in this order. */
#include <string.h>

#include "base/scope.h"
#include "log/format.h"
#include "base/banned.h"

#define FORMATS(F)                                                                                 \
	F(windows_xml)                                                                             \
	F(windows_json)                                                                            \
	F(audit)                                                                                   \
	F(postgresql)                                                                              \
	F(postgresql_json)                                                                         \
	F(cloudtrail)                                                                              \
	F(journald)                                                                                \
	F(web_json)                                                                                \
	F(web)                                                                                     \
	F(syslog_rfc5424)                                                                          \
	F(syslog)                                                                                  \
	F(jsonl)                                                                                   \
	F(json)                                                                                    \
	F(tsv)                                                                                     \
	F(csv) /* claims what is left */

#define DECLARE(id) extern const struct log_format log_format_##id;
#define ENTRY(id) &log_format_##id,

FORMATS(DECLARE)
static const struct log_format *const formats[] = { FORMATS(ENTRY) };

static const struct log_format *
format_named(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (str_is(name, formats[i]->name))
			return formats[i];
	return NULL;
}

const struct log_format *
log_format_find(const char *name, struct str head)
{
	const struct log_format *format = format_named(str_of(name));

	for (size_t i = 0; format == NULL && i < COUNT_OF(formats); i++)
		if (formats[i]->claims(head))
			format = formats[i];
	return format == NULL ? formats[COUNT_OF(formats) - 1] : format;
}

const char *
log_format_known(struct str name)
{
	const struct log_format *format = format_named(name);

	return format == NULL ? NULL : format->name;
}
