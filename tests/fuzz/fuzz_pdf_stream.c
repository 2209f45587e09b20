/* SPDX-License-Identifier: Apache-2.0 */
/* import/source_pdf.c: any bytes behind the head of a stream of measured pages; refused with one reason, or rows. */
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "import/blocks.h"
#include "pdf/pdf.h"
#include "support/sinks.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct blocks blocks = { .arena = &arena };
	struct buf stream = { 0 };

	buf_adds(&stream, PDF_STREAM);
	buf_add(&stream, (struct str){ (const char *)data, size });
	bool good = import_source_pdf.read(buf_str(&stream), STR("f"), &blocks, &sink);
	BUG_IF(good != (diags.count == 0));
	BUG_IF(good && blocks.count == 0);
	for (size_t i = 0; good && i < blocks.count; i++)
		BUG_IF(blocks.rows[i].count == 0);
	buf_release(&stream);
	blocks_release(&blocks);
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
