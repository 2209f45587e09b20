/* SPDX-License-Identifier: Apache-2.0 */
/* register/parse.c: any bytes as a register whose kind is known by its header, or taken for staff. */
#include <stddef.h>
#include <stdint.h>

#include "register/parse.h"
#include "support/sinks.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sink sink = sink_dropping();
	const struct layout_hint none = { 0 };
	const struct layout_hint staff = { .kind = layout_kind_of_table(STR("staff")) };
	struct str bytes = { (const char *)data, size };
	struct arena arena = { 0 };
	const struct sink_shape *shapes = register_shapes(&arena);

	register_parse(bytes, STR("x.csv"), &none, NULL, shapes, &sink);
	register_parse(bytes, STR("x.csv"), &staff, NULL, shapes, &sink);
	arena_release(&arena);
	return 0;
}
