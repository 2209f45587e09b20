/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The structured assessment: a filled-in form as items with a type, a state and a place.
 *
 * YAML (for hands)                              XML (for machines; assess/assessment.rng)
 *   piacheck: assessment/1                        <assessment xmlns="urn:piacheck:assessment:1" form="3" …>
 *   form: "3"                                       <source file="k.txt"/>
 *   edition: 令和6年10月        optional              <item id="I.1.3" line="44">10万人以上30万人未満</item>
 *   source: {file: k.txt}     when imported         <item id="I.2.system[1].3"><mark label="その他" state="checked">番号連携</mark>…</item>
 *   items:                                          <item id="II.3.1" state="unknown"/>
 *     cover.no: "27"
 *     cover.published: 令和6年7月2日
 *     I.1.3: 10万人以上30万人未満
 *     I.2.system[1].3:
 *       情報提供ネットワークシステム: unchecked
 *       その他: {mark: checked, text: 番号連携サーバ}
 *     II.4.has.count: 2
 *     II.3.1: {state: unknown, line: 84}
 *     II.2.3: {value: …, state: proposed, why: …, line: 83}
 *
 * An item that is not listed is unknown; '' is blank; —, - and なし alone are none. line is the line in source.file; of a PDF the row on
 * its page (page: 3), of a workbook that of its sheet (sheet: Ⅱ, cell: C12 where it is known).
 * Both are equal and lossless in both directions.
 */
#ifndef ASSESS_ASSESS_H
#define ASSESS_ASSESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/node.h"
#include "base/doc_place.h"
#include "base/sink.h"
#include "form/form.h"

enum item_state { ITEM_UNKNOWN, ITEM_READ, ITEM_PROPOSED, ITEM_NONE, ITEM_BLANK };
enum mark_state { MARK_UNKNOWN, MARK_CHECKED, MARK_UNCHECKED };
/* As files and evidence write them: "proposed", "checked". */
const char *item_state_name(enum item_state state);
const char *mark_state_name(enum mark_state state);

struct item_mark {
	const struct form_mark *mark;
	enum mark_state state;
	struct str text; /* in its （ ） */
	uint32_t line;   /* in the assessment's file */
};

struct item {
	struct form_id id;
	enum item_state state;
	struct str text;                  /* as written; empty: no value */
	const struct form_option *option; /* of a choice with a value */
	int64_t count;                    /* of a count with a value */
	struct date date;                 /* of a date with a value */
	struct item_mark *marks; /* of marks: item->mark_count of the definition, in its order */
	struct str why;          /* of proposed */
	uint32_t line, column;   /* in the assessment's file; 0: not known */
	uint32_t source_line;    /* in the source; 0: not known */
	struct doc_place
	    source_place; /* of a PDF or a workbook: on which page or sheet that line is */
};

/* One assessment; all in its arena, form is the caller's and outlives it. */
struct assessment {
	struct arena arena;
	const struct form *form;
	struct str file;    /* as the user named it */
	struct str source;  /* the text it was imported from; empty: none */
	struct item *items; /* what is stated, in form order */
	size_t count;
	size_t unknown_count; /* items that the form asks for and the document does not show */
};

/* What a file is, by its first bytes: a structured assessment or a published form to be imported. */
enum assess_kind { ASSESS_YAML, ASSESS_XML, ASSESS_PUBLISHED };
enum assess_kind assess_guess(struct str name, struct str head);

/*
 * From a tree in the YAML shape above (import/ makes the same). false with diagnostics when it is refused as a whole
 * (no form, not this kind of document); single bad items are diagnostics, become unknown, and the rest is used.
 */
bool assess_from_node(struct assessment *assessment, const struct node *root, struct str file,
    const struct forms *forms, struct diags *diags);
/* The same from the tree of an XML document. */
bool assess_from_xml(struct assessment *assessment, const struct node *root, struct str file,
    const struct forms *forms, struct diags *diags);

/*
 * Reads structured assessments (YAML or XML) in workers; each(context, index, assessment) in order; the callee
 * takes it over by copying the struct and zeroing the original, else it is released. false: one was refused.
 */
bool assess_read_files(const struct str *files, size_t count, const struct forms *forms,
    void (*each)(void *context, size_t index, struct assessment *assessment), void *context,
    struct diags *diags);

/*
 * Assessments judged where they are read: judge is called in the confined worker that parsed the document, and says by rows what
 * came of it (tables of WORKER_JUDGE). In the parent, in the order of the files: the rows of each, then its end. jobs: workers at once.
 */
struct assess_judging {
	void *context;
	void (*judge)(void *context, const struct assessment *assessment, const struct sink *sink);
	void (*row)(void *context, size_t index, const struct sink_shape *shape,
	    const struct value *values);
	/* whole: the worker came to its end; there are no rows when the document was refused. */
	void (*end)(void *context, size_t index, bool whole);
};
void assess_judge_files(const struct str *files, size_t count, const struct forms *forms,
    unsigned jobs, const struct assess_judging *judging, struct diags *diags);

/*
 * The same for one document whose bytes are at hand: read in a worker as if they stood in file. The caller releases
 * *assessment in any case.
 */
bool assess_read_bytes(struct str bytes, struct str file, const struct forms *forms,
    struct assessment *assessment, struct diags *diags);

/* The item of an id, or NULL when it is not stated (then it is unknown). */
const struct item *assess_find(const struct assessment *assessment, struct str id);
const struct item *assess_find_id(const struct assessment *assessment, const struct form_id *id);
/* The ids of all that the form asks for and all that is stated, in form order, in the arena; how many. */
size_t assess_ids(const struct assessment *assessment, struct arena *arena, struct form_id **ids);

/* Adds line, page, sheet and cell, as far as they are known, to the map of an item. */
void item_put_source(
    struct arena *arena, struct node *map, uint32_t line, const struct doc_place *place);

void assess_write_yaml(const struct assessment *assessment, struct buf *out);
void assess_write_xml(const struct assessment *assessment, struct buf *out);
/* As the one or the other. */
void assess_write(const struct assessment *assessment, bool xml, struct buf *out);
/* One item alone, with its line end, behind indent blanks, as it stands in such a document. */
void assess_write_yaml_item(const struct item *item, int indent, struct buf *out);
void assess_write_xml_item(const struct item *item, struct buf *out);
/* piacheck/assessment/1, what `piacheck show -f json` prints; and the text for people. */
void assess_show_json(const struct assessment *assessment, struct buf *out);
void assess_show_text(const struct assessment *assessment, enum lang lang, struct buf *out);

/*
 * Evidence rows of one assessment: tables assessment, item, mark, record_item, change. Every item that the form
 * asks for has a row, also when unknown; of repeated groups the numbers that occur.
 */
void assess_emit(const struct assessment *assessment, const struct sink *sink);

void assess_release(struct assessment *assessment);

#endif
