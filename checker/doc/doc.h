/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents: YAML, JSON and XML files read in a worker and handed back as trees with positions (base/node.h).
 *
 * YAML   libyaml; YAML 1.2 core schema for plain scalars (no "yes", no sexagesimals); aliases and tags are
 *        refused; duplicate keys, depth, element counts are errors with line and column.
 * JSON   yajl or jansson: RFC 8259; the same tree; positions as far as known.
 * XML    libxml2; no DOCTYPE, no network, no entities but the five. An element is a map:
 *        { "name": "…", "attributes": {…}, "children": […] }, text a scalar in children. White space
 *        beside elements is left out. Prefixed names are "prefix:name"; declarations are attributes xmlns, xmlns:prefix.
 */
#ifndef DOC_DOC_H
#define DOC_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/node.h"
#include "base/sink.h"
#include "base/str.h"

enum doc_format { DOC_YAML, DOC_JSON, DOC_XML };

/* One document of a file; root is never NULL in a document that was read. */
struct doc {
	struct arena arena; /* owns root */
	struct node *root;
	size_t input;    /* index of the file it came from */
	unsigned number; /* from 0: its place in a multi-document file */
};

/* How files are read. */
struct doc_reading {
	enum doc_format format;
	bool multiple; /* accept several documents (---) in a YAML file */
	/* A key of the top map whose value is not handed on, nor parsed when it is the last of a YAML file; NULL: none. */
	const char *leave_out;
};

/*
 * Reads many files, each in its worker (batched as the profile says). For every document in order, each(context,
 * doc) is called; doc->arena may be taken over (copy the struct, zero it), else it is released behind the call.
 * Files that cannot be opened or read are diagnostics. Returns false when any was refused.
 */
bool doc_read_files(const struct doc_reading *reading, const struct str *files, size_t count,
    void (*each)(void *context, struct doc *doc), void *context, struct diags *diags);

/* One file, one document: NULL with diagnostics when refused. The tree lives in *arena. */
struct node *
doc_read_file(enum doc_format format, struct str file, struct arena *arena, struct diags *diags);

/* By the first bytes and the name: "<" → XML, "{" or "[" or .json → JSON, else YAML. Reads nothing: name only, head may be empty. */
enum doc_format doc_guess(struct str name, struct str head);

/*
 * In a worker: the whole file, at most 64 MiB; false with a diagnostic through the sink.
 */
bool doc_read_bytes(
    int fd, struct str file, struct arena *arena, const struct sink *sink, struct str *bytes);

/*
 * The parsers themselves, for workers of other folders and for fuzz targets: run in this process, so never call
 * them in the parent on outside data. NULL with diagnostics through the sink.
 * bytes: the whole file. documents: appended for each document of a multi-document YAML file.
 */
struct node *doc_parse(enum doc_format format, struct str bytes, struct str file,
    struct arena *arena, const struct sink *sink);
size_t doc_parse_yaml_all(struct str bytes, struct str file, struct arena *arena,
    const struct sink *sink, struct node ***documents);

/*
 * Writing YAML: a scalar so that any YAML 1.1 or 1.2 reader gets the same text back as text (plain, quoted, or a block whose
 * lines are indented by indent blanks; indent 0: no block). No line end behind it. What is not UTF-8 becomes U+FFFD.
 */
void doc_yaml_scalar(struct buf *out, struct str text, int indent);
/* Text or an attribute's value (between "") with what must be escaped; what XML 1.0 cannot hold becomes U+FFFD. */
void doc_xml_text(struct buf *out, struct str text, bool in_attribute);

#endif
