/* SPDX-License-Identifier: Apache-2.0 */
/* Making workbooks in memory, well and badly made ones, and reading them into blocks. */
#ifndef TESTS_PACKING_H
#define TESTS_PACKING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

/* A zip as its bytes come: zero-initialise. */
struct packing {
	struct buf local, central;
	unsigned count;
};

/* What a header may say against the truth; -1: the truth. */
struct packing_lie {
	long long offset, size, packed_size, crc;
	const char *local_name; /* in the local header; NULL: the same */
};

void packing_add(struct packing *packing, const char *name, struct str data, bool deflated);
void packing_adds(struct packing *packing, const char *name, const char *data);
void packing_add_lying(
    struct packing *packing, const char *name, struct str data, const struct packing_lie *lie);
/* The bytes; valid until packing_release. */
struct str packing_end(struct packing *packing);
void packing_release(struct packing *packing);

#define SHEET_NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL_NS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define STRICT_SHEET_NS "http://purl.oclc.org/ooxml/spreadsheetml/main"
#define STRICT_REL_NS "http://purl.oclc.org/ooxml/officeDocument/relationships"
#define RELS_NS "http://schemas.openxmlformats.org/package/2006/relationships"
#define RELATIONSHIP(id, type, target)                                                             \
	"<Relationship Id='" id "' Type='" REL_NS "/" type "' Target='" target "'/>"

/*
 * A workbook of one sheet: "<sheetData>…" (all that is in worksheet), and of the other parts what is in their roots; NULL: no such
 * part. book is what is in workbook, NULL: the sheet alone.
 */
struct packing_book {
	const char *sheet, *book, *strings, *styles, *sheet_relations, *book_relations;
};
void packing_book(struct packing *packing, const struct packing_book *book);

/* The blocks, a row a line: "line.page+gap column+span=text|…"; above: "^"; "refused" behind it all. Diagnostics are kept. */
struct packing_reading {
	struct arena arena;
	struct diags diags;
	struct buf text;
};
void packing_read(struct packing_reading *reading, struct str bytes);
void packing_reading_release(struct packing_reading *reading);

/* A sheet's blocks, and no diagnostic. */
void assert_sheet(const struct packing_book *book, const char *blocks);
/* Refused with this diagnostic and no other; a NULL: whatever its first argument is. */
void assert_bytes_refused(struct str bytes, enum diag_code code, const char *a);

#endif
