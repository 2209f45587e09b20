/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Import: a published form (a workbook, a page of HTML, plain text as recognised page images give it, with tabs, Markdown
 * rules and HTML fragments, or a text layer) → a structured assessment. One pipeline: source → blocks (line, cells, text, marks) → matching
 * against the form definition, in form order and inside the expected parent → items with state and place. What the
 * source does not show is unknown; nothing is guessed. Sources differ only before the blocks: another source is another file
 * and another row in import/sources.c.
 */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H

#include <stdbool.h>

#include "assess/assess.h"
#include "base/diag.h"
#include "base/sink.h"
#include "form/form.h"

/* Text that could be tied to no item, kept with its line. */
struct import_loose {
	uint32_t line;
	struct doc_place place;
	struct str text;
};

/* Of one section of the form (表紙, Ⅰ …): what its items became; what is asked for and not there is unknown. */
struct import_section {
	const struct form_item *section;
	size_t read, proposed, unknown, none, blank;
};

struct import_report {
	size_t read, proposed, unknown, none, blank;
	struct import_section *sections; /* in form order, in the assessment's arena */
	size_t section_count;
	struct import_loose *loose; /* in the assessment's arena */
	size_t loose_count;
};

struct import_ask {
	struct str form_number; /* "3", …; empty: by the title */
	/* Called now and then while the source is read; NULL: nobody waits. */
	void (*progress)(void *context, const struct progress_step *step);
	void *progress_context;
};

/*
 * Reads one published form in a worker. false with diagnostics when it cannot be
 * read or is no such form. report may be NULL.
 */
bool import_file(struct str file, const struct import_ask *ask, const struct forms *forms,
    struct assessment *assessment, struct import_report *report, struct diags *diags);

#endif
