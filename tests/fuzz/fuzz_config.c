/* SPDX-License-Identifier: Apache-2.0 */
/* config/: the first byte chooses the kind (of those with a lens, those without, or a document), the rest is its file. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "config/format.h"
#include "config/lens.h"
#include "support/sinks.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The lenses are compiled once for all inputs, as they are for all files of a root. */
static struct lens_set *
lenses(void)
{
	static struct lens_set *set;

	if (set != NULL)
		return set;
	set = lens_set_new();
	for (size_t i = 0; set != NULL && i < config_lens_count; i++)
		if (!lens_load(set, config_lenses[i].lens))
			abort();
	return set;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const documents[] = { "x.yaml", "x.json", "x.xml" };
	const struct worker_out sent = { .sink = sink_dropping() };
	const size_t kinds = config_lens_count + config_format_count;
	struct arena arena = { 0 };
	struct config_out out = { .out = &sent, .arena = &arena };

	if (size < 1 || size > 16 * 1024)
		return 0;
	struct str bytes = { (const char *)data + 1, size - 1 };
	size_t choice = data[0] % (kinds + 3);
	if (choice < kinds) {
		out.kind = config_kind_at(choice);
		out.file = STR("etc/nginx/nginx.conf");
		config_read_text(&out, lenses(), bytes);
	} else {
		out.file = str_of(documents[choice - kinds]);
		config_read_document(&out, bytes);
	}
	arena_release(&arena);
	return 0;
}
