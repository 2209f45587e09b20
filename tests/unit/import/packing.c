/* SPDX-License-Identifier: Apache-2.0 */
/* A zip writer that can lie, workbooks made with it, and their blocks as text. */
#include "import/packing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <cmocka.h>

#include "base/mem.h"
#include "import/blocks.h"
#include "support/sinks.h"
#include "base/banned.h"

static void
put(struct buf *buf, unsigned bytes, unsigned long long value)
{
	for (unsigned i = 0; i < bytes; i++)
		buf_addc(buf, (char)(unsigned char)(value >> (8 * i)));
}

static void
deflate_into(struct buf *out, struct str data)
{
	z_stream stream = { .next_in = (unsigned char *)(uintptr_t)data.ptr,
		.avail_in = (unsigned)data.len };
	unsigned char chunk[16384];
	int rc;

	BUG_IF(deflateInit2(&stream, 1, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK);
	do {
		stream.next_out = chunk;
		stream.avail_out = sizeof chunk;
		rc = deflate(&stream, Z_FINISH);
		buf_add(out, (struct str){ (const char *)chunk, sizeof chunk - stream.avail_out });
	} while (rc == Z_OK);
	deflateEnd(&stream);
}

static void
put_common(struct buf *buf, bool deflated, unsigned long crc, size_t packed, size_t size)
{
	put(buf, 2, 20); /* version, flags, method, time, date */
	put(buf, 2, 0x800);
	put(buf, 2, deflated ? 8 : 0);
	put(buf, 2, 0);
	put(buf, 2, 0x21);
	put(buf, 4, crc);
	put(buf, 4, packed);
	put(buf, 4, size);
}

static void
put_entry(struct packing *packing, const char *name, struct str data, bool deflated,
    const struct packing_lie *lie)
{
	struct buf packed = { 0 };
	size_t offset = packing->local.len;
	unsigned long crc = crc32(0, (const unsigned char *)data.ptr, (unsigned)data.len);
	const char *local = lie->local_name != NULL ? lie->local_name : name;

	if (deflated)
		deflate_into(&packed, data);
	else
		buf_add(&packed, data);
	size_t size = lie->size >= 0 ? (size_t)lie->size : data.len;
	size_t packed_size = lie->packed_size >= 0 ? (size_t)lie->packed_size : packed.len;
	put(&packing->local, 4, 0x04034B50);
	put_common(&packing->local, deflated, crc, packed.len, data.len);
	put(&packing->local, 2, strlen(local));
	put(&packing->local, 2, 0);
	buf_adds(&packing->local, local);
	buf_add(&packing->local, buf_str(&packed));
	put(&packing->central, 4, 0x02014B50);
	put(&packing->central, 2, 20);
	put_common(&packing->central, deflated, lie->crc >= 0 ? (unsigned long)lie->crc : crc,
	    packed_size, size);
	put(&packing->central, 2, strlen(name));
	for (unsigned i = 0; i < 4; i++)
		put(&packing->central, 2, 0);
	put(&packing->central, 4, 0);
	put(&packing->central, 4, lie->offset >= 0 ? (unsigned long long)lie->offset : offset);
	buf_adds(&packing->central, name);
	packing->count++;
	buf_release(&packed);
}

void
packing_add(struct packing *packing, const char *name, struct str data, bool deflated)
{
	put_entry(packing, name, data, deflated, &(struct packing_lie){ -1, -1, -1, -1, NULL });
}

void
packing_add_lying(
    struct packing *packing, const char *name, struct str data, const struct packing_lie *lie)
{
	put_entry(packing, name, data, false, lie);
}

void
packing_adds(struct packing *packing, const char *name, const char *data)
{
	packing_add(packing, name, str_of(data), true);
}

struct str
packing_end(struct packing *packing)
{
	size_t offset = packing->local.len, size = packing->central.len;

	buf_add(&packing->local, buf_str(&packing->central));
	put(&packing->local, 4, 0x06054B50);
	put(&packing->local, 4, 0);
	put(&packing->local, 2, packing->count);
	put(&packing->local, 2, packing->count);
	put(&packing->local, 4, size);
	put(&packing->local, 4, offset);
	put(&packing->local, 2, 0);
	return buf_str(&packing->local);
}

void
packing_release(struct packing *packing)
{
	buf_release(&packing->local);
	buf_release(&packing->central);
	*packing = (struct packing){ 0 };
}

static void
add_part(struct packing *packing, const char *name, const char *root, const char *content)
{
	struct buf part = { 0 };

	if (content == NULL)
		return;
	buf_addf(&part, "<?xml version='1.0' encoding='UTF-8'?><%s xmlns='%s' xmlns:r='%s'>", root,
	    strcmp(root, "Relationships") == 0 ? RELS_NS : SHEET_NS, REL_NS);
	buf_addf(&part, "%s</%s>", content, root);
	packing_add(packing, name, buf_str(&part), true);
	buf_release(&part);
}

void
packing_book(struct packing *packing, const struct packing_book *book)
{
	struct buf relations = { 0 };

	add_part(packing, "_rels/.rels", "Relationships",
	    RELATIONSHIP("a", "officeDocument", "xl/workbook.xml"));
	add_part(packing, "xl/workbook.xml", "workbook",
	    book->book != NULL ? book->book
			       : "<sheets><sheet name='1' sheetId='1' r:id='s'/></sheets>");
	buf_adds(&relations, RELATIONSHIP("s", "worksheet", "worksheets/one.xml"));
	if (book->strings != NULL)
		buf_adds(&relations, RELATIONSHIP("t", "sharedStrings", "/xl/texts.xml"));
	if (book->styles != NULL)
		buf_adds(&relations, RELATIONSHIP("y", "styles", "./styles.xml"));
	if (book->book_relations != NULL)
		buf_adds(&relations, book->book_relations);
	add_part(packing, "xl/_rels/workbook.xml.rels", "Relationships", relations.ptr);
	add_part(packing, "xl/worksheets/one.xml", "worksheet", book->sheet);
	add_part(
	    packing, "xl/worksheets/_rels/one.xml.rels", "Relationships", book->sheet_relations);
	add_part(packing, "xl/texts.xml", "sst", book->strings);
	add_part(packing, "xl/styles.xml", "styleSheet", book->styles);
	buf_release(&relations);
}

void
packing_read(struct packing_reading *reading, struct str bytes)
{
	struct blocks blocks = { .arena = &reading->arena };
	struct sink sink = sink_keeping_diags(&reading->diags);
	const struct import_source *source = import_source_find(bytes);

	*reading = (struct packing_reading){ 0 };
	if (!source->read(bytes, STR("t.xlsx"), &blocks, &sink))
		buf_adds(&reading->text, "refused\n");
	for (size_t r = 0; r < blocks.count; r++) {
		const struct row *row = &blocks.rows[r];

		buf_addf(&reading->text, "%u.%u+%u ", row->line, row->page, row->gap);
		for (size_t c = 0; c < row->count; c++) {
			const struct cell *cell = &row->cells[c];

			buf_addf(&reading->text, "%s%u+%u%s%.*s", c == 0 ? "" : "|", cell->column,
			    cell->span, cell->above ? "^" : "=", STR_ARG(cell->text));
		}
		buf_addc(&reading->text, '\n');
	}
	blocks_release(&blocks);
}

void
packing_reading_release(struct packing_reading *reading)
{
	arena_release(&reading->arena);
	diags_release(&reading->diags);
	buf_release(&reading->text);
}

void
assert_sheet(const struct packing_book *book, const char *blocks)
{
	struct packing packing = { 0 };
	struct packing_reading reading;

	packing_book(&packing, book);
	packing_read(&reading, packing_end(&packing));
	assert_string_equal(reading.text.ptr == NULL ? "" : reading.text.ptr, blocks);
	assert_int_equal(reading.diags.count, 0);
	packing_reading_release(&reading);
	packing_release(&packing);
}

void
assert_bytes_refused(struct str bytes, enum diag_code code, const char *a)
{
	struct packing_reading reading;

	packing_read(&reading, bytes);
	assert_int_equal(reading.diags.count, 1);
	assert_int_equal(reading.diags.list[0].code, code);
	assert_true(str_starts(buf_str(&reading.text), STR("refused\n")));
	if (a != NULL)
		assert_true(str_is(reading.diags.list[0].args[0], a));
	packing_reading_release(&reading);
}
