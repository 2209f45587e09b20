/* SPDX-License-Identifier: Apache-2.0 */
/* The formats, one line each; asked in this order. */
#include <string.h>

#include "base/scope.h"
#include "log/format.h"
#include "base/banned.h"

static const struct log_format *const formats[] = {
	&log_format_jsonl, &log_format_tsv, &log_format_csv, /* claims what is left */
};

const struct log_format *
log_format_find(const char *name, struct str head)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (name != NULL ? strcmp(formats[i]->name, name) == 0 : formats[i]->claims(head))
			return formats[i];
	return &log_format_csv;
}
