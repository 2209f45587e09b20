/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of source. A new one: its file in this folder, its line in this list, before the one that takes all. */
#include "base/scope.h"
#include "import/blocks.h"

#include "base/banned.h"

static const struct import_source *const sources[] = {
	&import_source_xlsx,
	&import_source_office,
	&import_source_pdf,
	&import_source_html,
	&import_source_text,
};

const struct import_source *
import_source_find(struct str bytes)
{
	for (size_t i = 0; i < COUNT_OF(sources); i++)
		if (sources[i]->claims(bytes))
			return sources[i];
	return NULL;
}

void
import_source_prepare(struct str head)
{
	for (size_t i = 0; i < COUNT_OF(sources); i++)
		if (sources[i]->prepare != NULL && (head.len == 0 || sources[i]->claims(head)))
			sources[i]->prepare();
}
