/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A package of Office Open XML (ECMA-376 part 2): a zip in memory, its parts read as a stream of tags, and its relations.
 * Nothing is loaded that the package does not hold: no file, no network, no DTD. What is wrong is said once, in the sink, and
 * the package is failed from then on: every reading ends.
 */
#ifndef IMPORT_XLSX_PACKAGE_H
#define IMPORT_XLSX_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/sink.h"
#include "base/str.h"
#include "base/text.h"

struct zip;
struct zip_library;

struct package {
	struct zip *zip;
	struct zip_library *library;
	struct str file;
	const struct sink *sink;
	struct arena *arena; /* for what lasts: names, texts */
	uint64_t unpacked_bytes;
	bool failed;
};

/* The bytes outlive the package. false: refused, said; package_close is due all the same. */
bool package_open(struct package *package, struct str bytes);
void package_close(struct package *package);
/* The entry of a part, or -1. Names differ in case, and some writers part them by backslashes. */
int64_t package_find(const struct package *package, struct str part);
bool package_has(const struct package *package, struct str part);
/* Says it (a, b: arguments of the diagnostic) and fails the package. Always false. */
bool package_fail(struct package *package, enum diag_code code, struct str a, struct str b);

/* Namespaces by what they mean: the transitional and the strict ones of ISO/IEC 29500 are one. */
enum part_space {
	SPACE_OTHER,
	SPACE_NONE,          /* no namespace: most attributes */
	SPACE_SHEET,         /* spreadsheetml */
	SPACE_SHEET_2010,    /* its extensions of Excel 2010 (x14) */
	SPACE_DRAWING,       /* drawingml: a:t */
	SPACE_SHEET_DRAWING, /* drawingml's places on a sheet: xdr:from */
	SPACE_WORD,          /* wordprocessingml */
	SPACE_SLIDES,        /* presentationml */
	SPACE_RELATION,      /* r:id */
	SPACE_RELATIONS,     /* the parts *.rels */
	SPACE_COMPATIBILITY, /* mc:AlternateContent */
	SPACE_VML,           /* v:shape */
	SPACE_EXCEL_VML,     /* x:ClientData */
};

struct part_tag {
	enum part_space space;
	struct str name;
	unsigned depth; /* 1: the root */
	/* libxml2's: five pointers each. */
	const unsigned char **attributes;
	int attribute_count;
};

/* Views into the parser's memory, valid during the call; texts come in pieces. */
struct part_reader {
	void *context;
	void (*start)(void *context, const struct part_tag *tag);
	void (*end)(void *context, const struct part_tag *tag);
	void (*text)(void *context, struct str text);
	bool lenient; /* read on behind faults of XML: Excel's VML is HTML at places */
};

/*
 * Of mc:AlternateContent the first choice is read, no fallback. false: not there or not readable, said, and failed.
 */
bool part_read(struct package *package, struct str part, const struct part_reader *reader);
bool part_is(const struct part_tag *tag, enum part_space space, const char *name);
/* The value of an attribute without a namespace, empty when there is none; part_attribute_in: of one with. */
struct str part_attribute(const struct part_tag *tag, const char *name);
struct str part_attribute_in(const struct part_tag *tag, enum part_space space, const char *name);
/* "1" and "true" of xsd:boolean. */
bool part_true(struct str value);

struct relation {
	struct str id;
	struct str type; /* the last word of its URI: worksheet, sharedStrings */
	struct str part; /* its target, from the root of the package, without the first slash */
	bool external;
};

struct relations {
	struct relation *list; /* in the package's arena */
	size_t count;
};

/* The relations of a part ("" = of the package); none when it has no such part. */
struct relations relations_read(struct package *package, struct str part);
const struct relation *relations_find(const struct relations *relations, struct str id);
/* The first of a type that is in the package, or NULL. */
const struct relation *relations_typed(const struct relations *relations, const char *type);

#endif
