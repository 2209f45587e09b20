/* SPDX-License-Identifier: Apache-2.0 */
/* YAML documents: any bytes give a good tree or one diagnostic. */
#include <stddef.h>
#include <stdint.h>

#include "fuzz_doc.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };

	fuzz_parse(DOC_YAML, (struct str){ (const char *)data, size }, &arena);
	arena_release(&arena);
	return 0;
}
