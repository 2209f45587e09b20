/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Structured assessments from files. The worker tells YAML from XML, parses, and holds XML against the schema; the
 * parent makes the assessment of the tree.
 */
#include "assess/assess.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "assess/limits.h"
#include "assess/schema.h"
#include "base/io.h"
#include "confine/confine.h"
#include "doc/doc.h"
#include "base/banned.h"

/* --- in the worker --------------------------------------------------------------------------- */

static void
say(const struct worker_out *out, enum diag_code code, struct str file)
{
	sink_diag(&out->sink, code, (struct diag_at){ .file = file }, (struct str){ 0 },
	    (struct str){ 0 }, (struct str){ 0 });
}

static struct node *
parse(struct str bytes, struct str file, struct arena *arena, const struct worker_out *out)
{
	struct node *root;

	switch (assess_guess(file, str_sub(bytes, 0, ASSESS_HEAD_BYTES))) {
	case ASSESS_YAML:
		return doc_parse(DOC_YAML, bytes, file, arena, &out->sink);
	case ASSESS_XML:
		root = doc_parse(DOC_XML, bytes, file, arena, &out->sink);
		return root != NULL && schema_check(bytes, file, &out->sink) ? root : NULL;
	case ASSESS_PUBLISHED:
		break;
	}
	if (bytes.len == 0)
		say(out, DIAG_FILE_EMPTY, file);
	else if (str_find_char(bytes, '\0', 0) != STR_NONE)
		say(out, DIAG_TEXT_BINARY, file);
	else
		say(out, DIAG_ASSESS_PUBLISHED, file);
	return NULL;
}

static void
read_input(void *context, const struct worker_input *input, const struct worker_out *out)
{
	struct arena arena = { 0 };
	struct str bytes;

	(void)context;
	if (doc_read_bytes(input->fd, input->file, &arena, &out->sink, &bytes)) {
		const struct node *root = parse(bytes, input->file, &arena, out);

		if (root != NULL)
			out->tree(out->context, root);
	}
	arena_release(&arena);
}

/* --- in the parent --------------------------------------------------------------------------- */

/* One batch of files; the tree of the input being read waits for the worker's word that it was all. */
struct batch {
	const struct forms *forms;
	void (*each)(void *context, size_t index, struct assessment *assessment);
	void *context;
	struct diags *diags;
	const struct str *files;
	const size_t *indices; /* input → file */
	struct arena arena;
	const struct node *root;
	bool refused;
};

static void
on_tree(void *context, size_t input, struct node *root, struct arena *arena)
{
	struct batch *batch = context;

	(void)input;
	arena_release(&batch->arena);
	batch->arena = *arena;
	*arena = (struct arena){ 0 };
	batch->root = root;
}

static bool
make(struct batch *batch, struct assessment *assessment, struct str file)
{
	bool is_xml = node_find(batch->root, "piacheck") == NULL &&
	    node_find(batch->root, "children") != NULL;

	return is_xml ? assess_from_xml(assessment, batch->root, file, batch->forms, batch->diags)
		      : assess_from_node(assessment, batch->root, file, batch->forms, batch->diags);
}

static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct batch *batch = context;
	size_t index = batch->indices[input];
	struct assessment assessment = { 0 };

	if (status == WORKER_DONE && batch->root != NULL &&
	    make(batch, &assessment, batch->files[index]))
		batch->each(batch->context, index, &assessment);
	else
		batch->refused = true;
	assess_release(&assessment);
	arena_release(&batch->arena);
	batch->root = NULL;
}

static void
read_batch(struct batch *batch, size_t first, size_t count)
{
	static const struct worker_job job = { .kind = WORKER_XML, .read = read_input };
	const struct worker_handler handler = { .context = batch, .tree = on_tree, .end = on_end };
	struct worker_input inputs[ASSESS_OPEN_MAX];
	size_t indices[ASSESS_OPEN_MAX], opened = 0;

	for (size_t i = first; i < first + count; i++) {
		int fd = io_open(batch->files[i], batch->diags);

		if (fd < 0) {
			batch->refused = true;
			continue;
		}
		inputs[opened] = (struct worker_input){ .fd = fd, .file = batch->files[i] };
		indices[opened++] = i;
	}
	batch->indices = indices;
	confine_run(&job, inputs, opened, confine_jobs(opened), &handler, batch->diags);
	batch->indices = NULL;
	for (size_t i = 0; i < opened; i++)
		close(inputs[i].fd);
}

bool
assess_read_files(const struct str *files, size_t count, const struct forms *forms,
    void (*each)(void *context, size_t index, struct assessment *assessment), void *context,
    struct diags *diags)
{
	struct batch batch = {
		.forms = forms, .each = each, .context = context, .diags = diags, .files = files
	};

	for (size_t first = 0; first < count; first += ASSESS_OPEN_MAX) {
		size_t left = count - first;

		read_batch(&batch, first, left < ASSESS_OPEN_MAX ? left : ASSESS_OPEN_MAX);
	}
	return !batch.refused;
}

static void
take_one(void *context, size_t index, struct assessment *assessment)
{
	(void)index;
	*(struct assessment *)context = *assessment;
	*assessment = (struct assessment){ 0 };
}

/* A file in memory holds them: the worker reads descriptors. */
static int
memory_file(struct str bytes)
{
	int fd = memfd_create("assessment", MFD_CLOEXEC);

	if (fd >= 0 && io_write_all(fd, bytes) && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

bool
assess_read_bytes(struct str bytes, struct str file, const struct forms *forms,
    struct assessment *assessment, struct diags *diags)
{
	static const struct worker_job job = { .kind = WORKER_XML, .read = read_input };
	static const size_t first = 0;
	struct batch batch = { .forms = forms,
		.each = take_one,
		.context = assessment,
		.diags = diags,
		.files = &file,
		.indices = &first };
	const struct worker_handler handler = { .context = &batch, .tree = on_tree, .end = on_end };
	struct worker_input input = { .fd = memory_file(bytes), .file = file };

	if (input.fd < 0) {
		struct buf error = { 0 };

		io_error_text(errno, &error);
		diag_add(diags, DIAG_FILE_OPEN, (struct diag_at){ .file = file }, buf_str(&error),
		    (struct str){ 0 }, (struct str){ 0 });
		buf_release(&error);
		return false;
	}
	confine_run(&job, &input, 1, 1, &handler, diags);
	close(input.fd);
	return !batch.refused && assessment->form != NULL;
}
