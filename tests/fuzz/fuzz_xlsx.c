/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import/xlsx: any bytes as a workbook. A mutated zip is seldom one, so an input may also be the parts in plain text, each behind
 * a line "=== NAME": it is packed here, and what is mutated are the parts.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <zip.h>

#include "base/mem.h"
#include "import/blocks.h"
#include "base/banned.h"

static void
no_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	(void)context;
	(void)shape;
	(void)values;
	BUG("a source of blocks sends no rows");
}

static void
count_error(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	(void)at;
	(void)a;
	(void)b;
	(void)c;
	*(size_t *)context += diag_severity(code) == DIAG_ERROR;
}

/* The next part of the text: its name and what stands before the next one. */
static bool
next_part(struct str *rest, struct str *name, struct str *data)
{
	struct str line;
	size_t end;

	if (!str_starts(*rest, STR("=== ")) || !str_line(rest, &line))
		return false;
	*name = str_trim(str_from(line, 4));
	end = str_starts(*rest, STR("=== ")) ? 0 : str_find(*rest, STR("\n=== "), 0);
	*data = str_sub(*rest, 0, end == STR_NONE ? rest->len : end);
	*rest = end == STR_NONE ? (struct str){ 0 } : str_from(*rest, end == 0 ? 0 : end + 1);
	return true;
}

/* The parts as a zip in the arena; empty when libzip will not have them (a name twice). */
static struct str
pack(struct str text, struct arena *arena)
{
	zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, NULL);
	struct str rest = text, name, data, bytes = { 0 };
	zip_t *zip = zip_open_from_source(out, ZIP_TRUNCATE, NULL);
	zip_stat_t stat;

	BUG_IF(zip == NULL);
	zip_source_keep(out);
	while (next_part(&rest, &name, &data)) {
		zip_source_t *part = zip_source_buffer(zip, data.ptr, data.len, 0);
		zip_int64_t index = zip_file_add(zip, arena_cstr(arena, name), part, 0);

		if (index < 0)
			zip_source_free(part);
		else
			zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
	}
	if (zip_close(zip) != 0) {
		zip_discard(zip);
	} else if (zip_source_stat(out, &stat) == 0 && zip_source_open(out) == 0) {
		char *copy = arena_alloc(arena, (size_t)stat.size, 1);

		BUG_IF(zip_source_read(out, copy, stat.size) != (zip_int64_t)stat.size);
		zip_source_close(out);
		bytes = (struct str){ copy, (size_t)stat.size };
	}
	zip_source_free(out);
	return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct arena arena = { 0 };
	struct blocks blocks = { .arena = &arena };
	size_t errors = 0;
	struct sink sink = { .context = &errors, .row = no_row, .diag = count_error };

	if (str_starts(bytes, STR("=== ")))
		bytes = pack(bytes, &arena);
	/* Refused with a reason, or read. */
	BUG_IF(import_source_xlsx.read(bytes, STR("f"), &blocks, &sink) != (errors == 0));
	if (import_source_office.claims(bytes))
		BUG_IF(import_source_office.read(bytes, STR("f"), &blocks, &sink));
	blocks_release(&blocks);
	arena_release(&arena);
	return 0;
}
