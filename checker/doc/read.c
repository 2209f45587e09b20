/* SPDX-License-Identifier: Apache-2.0 */
/* Documents from files: opened here, parsed in a worker, handed on as trees. */
#include "doc/doc.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "confine/confine.h"
#include "doc/parse.h"
#include "base/banned.h"

enum doc_format
doc_guess(struct str name, struct str head)
{
	struct str text =
	    str_trim(str_starts(head, STR("\xEF\xBB\xBF")) ? str_from(head, 3) : head);

	if (str_starts(text, STR("<")) || (text.len == 0 && str_ends(name, STR(".xml"))))
		return DOC_XML;
	if (str_starts(text, STR("{")) || str_starts(text, STR("[")) ||
	    str_ends(name, STR(".json")))
		return DOC_JSON;
	return DOC_YAML;
}

struct node *
doc_parse(enum doc_format format, struct str bytes, struct str file, struct arena *arena,
    const struct sink *sink)
{
	struct node **documents;
	struct str text;

	if (!doc_text(bytes, file, sink, &text))
		return NULL;
	switch (format) {
	case DOC_JSON:
		return doc_parse_json(text, file, arena, sink);
	case DOC_XML:
		return doc_parse_xml(text, file, arena, sink);
	default:
		return doc_parse_yaml(text, file, false, arena, sink, &documents) == 0
		    ? NULL
		    : documents[0];
	}
}

size_t
doc_parse_yaml_all(struct str bytes, struct str file, struct arena *arena, const struct sink *sink,
    struct node ***documents)
{
	struct str text;

	return doc_text(bytes, file, sink, &text)
	    ? doc_parse_yaml(text, file, true, arena, sink, documents)
	    : 0;
}

bool
doc_read_bytes(
    int fd, struct str file, struct arena *arena, const struct sink *sink, struct str *bytes)
{
	struct diag_at at = { .file = file };
	struct buf words = { 0 };

	switch (io_read_all(fd, DOC_BYTES_MAX, arena, bytes)) {
	case IO_OK:
		return true;
	case IO_TOO_LARGE:
		sink_diag(sink, DIAG_FILE_TOO_LARGE, at, STR("64 MiB"), (struct str){ 0 },
		    (struct str){ 0 });
		return false;
	default:
		io_error_text(errno, &words);
		sink_diag(sink, DIAG_FILE_READ, at, buf_str(&words), (struct str){ 0 },
		    (struct str){ 0 });
		buf_release(&words);
		return false;
	}
}

/* --- in the worker --------------------------------------------------------------------------- */

/* Every line from here on is empty, a comment or indented (an entry of a list may stand at the margin). */
static bool
ends_indented(struct str text)
{
	while (text.len > 0) {
		struct str line = str_split(text, '\n', &text);

		if (line.len > 0 && str_find_char(STR(" #\r"), line.ptr[0], 0) == STR_NONE &&
		    !str_starts(line, STR("- ")))
			return false;
	}
	return true;
}

/*
 * The text before a key of the top map that stands last in the file, or the whole text. Only a look at the lines: within
 * a quoted text of several lines it may be wrong, and then what is left does not parse.
 */
static struct str
without_last(struct str text, struct str key)
{
	for (size_t at = 0; (at = str_find_char(text, '\n', at)) != STR_NONE;) {
		struct str rest = str_from(text, ++at), line = str_split(rest, '\n', &rest);

		if (str_starts(line, key) && str_is(str_trim(str_from(line, key.len)), ":"))
			return ends_indented(rest) ? str_sub(text, 0, at) : text;
	}
	return text;
}

static void
say_nothing(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	(void)context, (void)code, (void)at, (void)a, (void)b, (void)c;
}

/* What is left out need not be parsed either: of a rule file it is the larger half. */
static struct node *
parse_one(const struct doc_reading *job, struct str bytes, struct str file, struct arena *arena,
    const struct sink *sink)
{
	static const struct sink silent = { .diag = say_nothing };
	struct node *document = NULL;

	if (job->leave_out != NULL && job->format == DOC_YAML) {
		struct str part = without_last(bytes, str_of(job->leave_out));

		if (part.len < bytes.len)
			document = doc_parse(job->format, part, file, arena, &silent);
	}
	return document != NULL ? document : doc_parse(job->format, bytes, file, arena, sink);
}

static void
read_input(void *context, const struct worker_input *input, const struct worker_out *out)
{
	const struct doc_reading *job = context;
	struct arena arena = { 0 };
	struct node **documents = NULL, *one;
	struct str bytes;
	size_t count = 0;

	if (doc_read_bytes(input->fd, input->file, &arena, &out->sink, &bytes)) {
		if (job->format == DOC_YAML && job->multiple) {
			count =
			    doc_parse_yaml_all(bytes, input->file, &arena, &out->sink, &documents);
		} else {
			one = parse_one(job, bytes, input->file, &arena, &out->sink);
			documents = &one;
			count = one != NULL;
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (job->leave_out != NULL)
			node_drop(documents[i], job->leave_out);
		out->tree(out->context, documents[i]);
	}
	arena_release(&arena);
}

/* --- in the parent --------------------------------------------------------------------------- */

/* The documents of the input that is being read; handed on when its worker has ended it well. */
struct gathering {
	void (*each)(void *context, struct doc *doc);
	void *context;
	const size_t *files; /* input → index of the file */
	struct doc *docs;
	size_t count, room;
	bool refused;
};

static void
on_tree(void *context, size_t input, struct node *root, struct arena *arena)
{
	struct gathering *g = context;
	size_t number = g->count;
	struct doc *doc = ARRAY_ADD(g->docs, g->count, g->room);

	doc->arena = *arena;
	*arena = (struct arena){ 0 };
	doc->root = root;
	doc->input = g->files[input];
	doc->number = (unsigned)number;
}

static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct gathering *g = context;

	(void)input;
	if (status != WORKER_DONE || g->count == 0)
		g->refused = true;
	for (size_t i = 0; i < g->count; i++) {
		if (status == WORKER_DONE)
			g->each(g->context, &g->docs[i]);
		arena_release(&g->docs[i].arena);
	}
	g->count = 0;
}

static void
read_some(const struct doc_reading *reading, struct gathering *g, const struct str *files,
    size_t first, size_t count, struct diags *diags)
{
	static const enum worker_kind kinds[] = {
		[DOC_YAML] = WORKER_YAML,
		[DOC_JSON] = WORKER_JSON,
		[DOC_XML] = WORKER_XML,
	};
	struct doc_reading wish = *reading;
	const struct worker_job work = {
		.kind = kinds[reading->format], .context = &wish, .read = read_input
	};
	const struct worker_handler handler = { .context = g, .tree = on_tree, .end = on_end };
	struct worker_input inputs[DOC_OPEN_FILES];
	size_t indices[DOC_OPEN_FILES], opened = 0;

	for (size_t i = first; i < first + count; i++) {
		int fd = io_open(files[i], diags);

		if (fd < 0) {
			g->refused = true;
			continue;
		}
		inputs[opened] = (struct worker_input){ .fd = fd, .file = files[i] };
		indices[opened++] = i;
	}
	g->files = indices;
	confine_run(&work, inputs, opened, confine_jobs(opened), &handler, diags);
	g->files = NULL;
	for (size_t i = 0; i < opened; i++)
		close(inputs[i].fd);
}

bool
doc_read_files(const struct doc_reading *reading, const struct str *files, size_t count,
    void (*each)(void *context, struct doc *doc), void *context, struct diags *diags)
{
	struct gathering g = { .each = each, .context = context };

	for (size_t first = 0; first < count; first += DOC_OPEN_FILES) {
		size_t left = count - first;

		read_some(reading, &g, files, first, left < DOC_OPEN_FILES ? left : DOC_OPEN_FILES,
		    diags);
	}
	free(g.docs);
	return !g.refused;
}

static void
keep_one(void *context, struct doc *doc)
{
	struct doc *kept = context;

	*kept = *doc;
	doc->arena = (struct arena){ 0 };
}

struct node *
doc_read_file(enum doc_format format, struct str file, struct arena *arena, struct diags *diags)
{
	struct doc doc = { 0 };

	if (!doc_read_files(
		&(struct doc_reading){ .format = format }, &file, 1, keep_one, &doc, diags))
		return NULL;
	arena_adopt(arena, &doc.arena);
	return doc.root;
}
