/* SPDX-License-Identifier: Apache-2.0 */
/* The job of the worker (bytes → tree) and what the parent makes of its answer. */
#include <errno.h>
#include <unistd.h>

#include "base/date.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/text.h"
#include "confine/confine.h"
#include "import/arrival.h"
#include "import/found.h"
#include "import/import.h"
#include "import/limits.h"
#include "import/pdf_input.h"
#include "import/read.h"

#include "base/banned.h"

/* Of a text, what is looked through for the title of a form. */
enum { FORM_HEAD_BYTES = 16000 };

struct job {
	const struct forms *forms;
	struct str form_number;
	int fd; /* the input's */
};

struct answer {
	const struct import_ask *ask;
	const struct forms *forms;
	struct assessment *assessment;
	struct import_report *report;
	struct diags *diags;
	struct str file;
	bool ok;
};

static void
fail(const struct sink *sink, enum diag_code code, struct diag_at at, const char *a)
{
	sink_diag(sink, code, at, str_of(a), (struct str){ 0 }, (struct str){ 0 });
}

/* ---- in the worker ----------------------------------------------------------------------------------------- */

/* The form that a text is, by its title or else by the name; NULL: it does not say. */
static const struct form *
form_of(struct str text, const struct forms *forms, struct arena *arena)
{
	const struct form *best = NULL;
	struct str rest = text, line;

	/* The title is the first thing that a form prints; an extraction may have lost it, then the name has the kind. */
	for (unsigned lines = 0; lines < 60 && str_line(&rest, &line); lines++) {
		struct str key = text_key(arena, text_cut(line, 400));

		for (size_t i = 0; i < forms->count; i++)
			if (key.len > 0 && str_eq(key, text_key(arena, forms->list[i].title)))
				return &forms->list[i];
	}
	/* Another kind may be spoken of further down: a form prints its own first, on its first page. */
	size_t page = str_find_char(text, '\f', 0);
	struct str head =
	    text_key(arena, text_cut(page == STR_NONE ? text : str_sub(text, 0, page), 3000));
	size_t first = STR_NONE;
	for (size_t i = 0; i < forms->count; i++) {
		size_t at = str_find(head, text_key(arena, forms->list[i].kind), 0);

		if (at == STR_NONE || (first != STR_NONE && at >= first))
			continue;
		first = at;
		best = &forms->list[i];
	}
	return best;
}

/* What a spreadsheet prints of a number or a date that is wider than its column: ####. There was a value, and it is not here. */
static bool
is_overflow(struct str text)
{
	size_t signs = 0;

	for (size_t at = 0; at < text.len; at++) {
		if (text.ptr[at] == '#')
			signs++;
		else if (!str_is_space(text.ptr[at]))
			return false;
	}
	return signs > 1;
}

static void
forget_overflow(struct found *found)
{
	for (size_t i = 0; i < found->count; i++) {
		struct entry *entry = &found->entries[i];

		if (entry->known->item->type == FORM_MARKS || !is_overflow(entry->text))
			continue;
		entry->state = ITEM_UNKNOWN;
		entry->text = (struct str){ 0 };
		entry->why = NULL;
	}
}

static struct node *
match(
    const struct blocks *blocks, const struct form *form, struct str file, const struct sink *sink)
{
	struct labels labels;
	struct found found = {
		.arena = blocks->arena, .sink = sink, .blocks = blocks, .labels = &labels
	};

	labels_init(&labels, form, blocks->arena);
	if (blocks->has_cells || stream_is_ordered(&labels, blocks->arena, blocks))
		walk_blocks(&found, blocks);
	else
		stream_blocks(&found, blocks);
	values_decide(&found);
	values_inline(&found);
	changes_doubt_blanks(&found);
	forget_overflow(&found);
	struct node *root = emit_tree(&found, file);
	found_release(&found);
	return root;
}

static const char *
size_text(size_t max_bytes)
{
	return max_bytes == IMPORT_TEXT_MAX_BYTES ? "8 MiB" : "64 MiB";
}

struct node *
import_read_bytes(struct str bytes, struct str file, const struct form *form,
    const struct forms *forms, struct arena *arena, const struct sink *sink)
{
	struct diag_at at = { .file = file };
	struct blocks blocks = { .arena = arena };
	struct node *root = NULL;
	const struct import_source *source;

	if (bytes.len == 0) {
		fail(sink, DIAG_FILE_EMPTY, at, "");
		return NULL;
	}
	source = import_source_find(bytes);
	if (bytes.len > source->max_bytes) {
		fail(sink, DIAG_FILE_TOO_LARGE, at, size_text(source->max_bytes));
		return NULL;
	}
	if (source->read(bytes, file, &blocks, sink)) {
		const struct row *turned = blocks_turned(&blocks);

		if (form == NULL)
			form = form_of(blocks_head(&blocks, FORM_HEAD_BYTES), forms, arena);
		if (turned != NULL)
			fail(sink, DIAG_IMPORT_DIRECTION, (struct diag_at){ file, turned->line, 0 },
			    "");
		else if (form == NULL)
			fail(sink, DIAG_IMPORT_FORM, at, "");
		else {
			blocks_number(&blocks);
			root = match(&blocks, form, file, sink);
		}
	}
	blocks_release(&blocks);
	return root;
}

static void
prepare(void *context)
{
	const struct job *job = context;
	char head[SOURCE_HEAD_BYTES];
	ssize_t got = pread(job->fd, head, sizeof head, 0);

	/* A pipe cannot be looked at before it is read. */
	import_source_prepare((struct str){ head, got > 0 ? (size_t)got : 0 });
}

static void
read_input(void *context, const struct worker_input *input, const struct worker_out *out)
{
	const struct job *job = context;
	struct arena arena = { 0 };
	struct diag_at at = { .file = input->file };
	struct str bytes;
	const struct form *form = NULL;

	if (job->form_number.len > 0)
		form = forms_find(job->forms, job->form_number, (struct str){ 0 });
	/* What kind of source it is, and by that how large it may be, is seen when it is read: the most of any here. */
	struct arrival arrival = { .sink = &out->sink };
	switch (io_read_all_telling(
	    input->fd, IMPORT_BOOK_MAX_BYTES, &arena, &bytes, arrival_listen, &arrival)) {
	case IO_TOO_LARGE:
		fail(&out->sink, DIAG_FILE_TOO_LARGE, at, size_text(IMPORT_BOOK_MAX_BYTES));
		break;
	case IO_FAILED:
		fail(&out->sink, DIAG_FILE_READ, at,
		    arena_cstr(&arena, io_error_str(errno, &arena)));
		break;
	case IO_OK: {
		struct node *root =
		    import_read_bytes(bytes, input->file, form, job->forms, &arena, &out->sink);

		if (root != NULL)
			out->tree(out->context, root);
		break;
	}
	}
	arena_release(&arena);
}

/* ---- in the parent ----------------------------------------------------------------------------------------- */

static void
add_state(struct import_section *counts, enum item_state state)
{
	switch (state) {
	case ITEM_READ:
		counts->read++;
		break;
	case ITEM_PROPOSED:
		counts->proposed++;
		break;
	case ITEM_NONE:
		counts->none++;
		break;
	case ITEM_BLANK:
		counts->blank++;
		break;
	case ITEM_UNKNOWN:
		counts->unknown++;
		break;
	}
}

/* Of all that the form asks for and all that is there. */
static void
count_states(struct assessment *assessment, struct import_report *report)
{
	struct import_section all = { 0 };
	struct form_id *ids;
	size_t count = assess_ids(assessment, &assessment->arena, &ids);

	report->sections = ARENA_ARRAY(&assessment->arena, struct import_section, count);
	for (size_t i = 0; i < count; i++) {
		const struct item *item = assess_find_id(assessment, &ids[i]);
		enum item_state state = item == NULL ? ITEM_UNKNOWN : item->state;
		size_t n = 0;

		while (n < report->section_count && report->sections[n].section != ids[i].item->top)
			n++;
		if (n == report->section_count)
			report->sections[report->section_count++].section = ids[i].item->top;
		add_state(&report->sections[n], state);
		add_state(&all, state);
	}
	report->read = all.read;
	report->proposed = all.proposed;
	report->unknown = all.unknown;
	report->none = all.none;
	report->blank = all.blank;
}

static struct str
kept_text(struct arena *arena, const struct node *node)
{
	return node_is_text(node) ? arena_str(arena, number_masked(arena, node->text))
				  : (struct str){ 0 };
}

static struct doc_place
place_from(struct arena *arena, const struct node *loose)
{
	int64_t page;

	if (!node_get_integer(node_find(loose, "page"), &page) || page < 0 || page > UINT32_MAX)
		page = 0;
	return (struct doc_place){ .page = (uint32_t)page,
		.sheet = kept_text(arena, node_find(loose, "sheet")),
		.cell = kept_text(arena, node_find(loose, "cell")) };
}

static void
take_loose_texts(
    struct assessment *assessment, const struct node *loose, struct import_report *report)
{
	if (loose == NULL || loose->type != NODE_SEQUENCE || loose->count > IMPORT_LOOSE_MAX)
		return;
	report->loose = ARENA_ARRAY(&assessment->arena, struct import_loose, loose->count);
	for (size_t i = 0; i < loose->count; i++) {
		const struct node *line = node_find(loose->items[i], "line");
		const struct node *text = node_find(loose->items[i], "text");
		int64_t n;

		if (!node_get_integer(line, &n) || n < 1 || n > UINT32_MAX || !node_is_text(text))
			continue;
		report->loose[report->loose_count].line = (uint32_t)n;
		report->loose[report->loose_count].place =
		    place_from(&assessment->arena, loose->items[i]);
		report->loose[report->loose_count++].text = kept_text(&assessment->arena, text);
	}
}

/* A form printed on another edition's paper is read all the same, by the nearest definition there is. */
static void
say_edition(const struct answer *answer)
{
	struct arena *arena = &answer->assessment->arena;
	const struct form *form = answer->assessment->form;
	const struct item *printed = assess_find(answer->assessment, STR("cover.form_version"));
	struct date date, defined;
	size_t at, len, defined_at, defined_len;

	if (printed == NULL || !date_find(form->edition, 0, &defined, &defined_at, &defined_len) ||
	    !date_find(printed->text, 0, &date, &at, &len) || date_cmp(date, defined) == 0)
		return;
	diag_add(answer->diags, DIAG_IMPORT_EDITION,
	    (struct diag_at){ .file = answer->file, .line = printed->source_line },
	    arena_str(arena, str_sub(printed->text, at, len)), form->edition, (struct str){ 0 });
}

static void
take_tree(void *context, size_t input, struct node *root, struct arena *arena)
{
	struct answer *answer = context;
	const struct node *assessment = node_find(root, "assessment");

	(void)input;
	(void)arena;
	if (assessment == NULL ||
	    !assess_from_node(
		answer->assessment, assessment, answer->file, answer->forms, answer->diags))
		return;
	answer->ok = true;
	say_edition(answer);
	count_states(answer->assessment, answer->report);
	take_loose_texts(answer->assessment, node_find(root, "loose"), answer->report);
}

static void
show_progress(void *context, size_t input, const struct progress_step *step)
{
	const struct answer *answer = context;

	(void)input;
	answer->ask->progress(answer->ask->progress_context, step);
}

static void
end_input(void *context, size_t input, enum worker_status status)
{
	struct answer *answer = context;

	(void)input;
	if (status != WORKER_DONE && answer->ok) {
		assess_release(answer->assessment);
		answer->ok = false;
	}
}

bool
import_file(struct str file, const struct import_ask *ask, const struct forms *forms,
    struct assessment *assessment, struct import_report *report, struct diags *diags)
{
	struct import_report own = { 0 };
	struct str form_number = ask->form_number;
	struct job job = { .forms = forms, .form_number = form_number };
	struct answer answer = { .ask = ask,
		.forms = forms,
		.assessment = assessment,
		.report = &own,
		.diags = diags,
		.file = file };
	const struct worker_job worker = {
		.kind = WORKER_IMPORT, .context = &job, .prepare = prepare, .read = read_input
	};
	const struct worker_handler handler = { .context = &answer,
		.tree = take_tree,
		.end = end_input,
		.progress = ask->progress == NULL ? NULL : show_progress };
	struct worker_input input = { .file = file };

	if (form_number.len > 0 && forms_find(forms, form_number, (struct str){ 0 }) == NULL) {
		diag_add(diags, DIAG_IMPORT_FORM, (struct diag_at){ .file = file },
		    (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	input.fd = io_open(file, diags);
	if (input.fd < 0)
		return false;
	if (import_pdf_input(&input.fd, file, diags)) {
		job.fd = input.fd;
		confine_run(&worker, &input, 1, 1, &handler, diags);
	}
	close(input.fd);
	if (report != NULL)
		*report = own;
	return answer.ok;
}
