/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Structured assessments from files. The worker tells YAML from XML, parses, and holds XML against the schema; the
 * parent makes the assessment of the tree. Or the worker makes it, too, and hands it to whoever judges it there.
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

static bool
make(struct assessment *assessment, const struct node *root, struct str file,
    const struct forms *forms, struct diags *diags)
{
	bool is_xml = node_find(root, "piacheck") == NULL && node_find(root, "children") != NULL;

	return is_xml ? assess_from_xml(assessment, root, file, forms, diags)
		      : assess_from_node(assessment, root, file, forms, diags);
}

/* What is judged in the worker. */
struct judging_job {
	const struct assess_judging *judging;
	const struct forms *forms;
};

static void
judge_input(void *context, const struct worker_input *input, const struct worker_out *out)
{
	const struct judging_job *job = context;
	struct assessment assessment = { 0 };
	struct diags diags = { 0 };
	struct arena arena = { 0 };
	struct str bytes;

	if (doc_read_bytes(input->fd, input->file, &arena, &out->sink, &bytes)) {
		const struct node *root = parse(bytes, input->file, &arena, out);
		bool good =
		    root != NULL && make(&assessment, root, input->file, job->forms, &diags);

		sink_diags(&out->sink, &diags);
		if (good)
			job->judging->judge(job->judging->context, &assessment, &out->sink);
	}
	assess_release(&assessment);
	diags_release(&diags);
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

static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct batch *batch = context;
	size_t index = batch->indices[input];
	struct assessment assessment = { 0 };

	if (status == WORKER_DONE && batch->root != NULL &&
	    make(&assessment, batch->root, batch->files[index], batch->forms, batch->diags))
		batch->each(batch->context, index, &assessment);
	else
		batch->refused = true;
	assess_release(&assessment);
	arena_release(&batch->arena);
	batch->root = NULL;
}

/* Files of one run of workers, open; those that cannot be opened are diagnostics. */
struct opened {
	struct worker_input inputs[ASSESS_OPEN_MAX];
	size_t indices[ASSESS_OPEN_MAX]; /* input → file */
	size_t count;
};

/* false: one could not be opened. */
static bool
open_some(
    struct opened *opened, const struct str *files, size_t first, size_t count, struct diags *diags)
{
	size_t last = count - first < ASSESS_OPEN_MAX ? count : first + ASSESS_OPEN_MAX;

	opened->count = 0;
	for (size_t i = first; i < last; i++) {
		int fd = io_open(files[i], diags);

		if (fd < 0)
			continue;
		opened->inputs[opened->count] = (struct worker_input){ .fd = fd, .file = files[i] };
		opened->indices[opened->count++] = i;
	}
	return opened->count == last - first;
}

static void
close_some(const struct opened *opened)
{
	for (size_t i = 0; i < opened->count; i++)
		close(opened->inputs[i].fd);
}

static void
read_batch(struct batch *batch, size_t first, size_t count)
{
	static const struct worker_job job = { .kind = WORKER_XML, .read = read_input };
	const struct worker_handler handler = { .context = batch, .tree = on_tree, .end = on_end };
	struct opened opened;

	if (!open_some(&opened, batch->files, first, count, batch->diags))
		batch->refused = true;
	batch->indices = opened.indices;
	confine_run(
	    &job, opened.inputs, opened.count, confine_jobs(opened.count), &handler, batch->diags);
	batch->indices = NULL;
	close_some(&opened);
}

bool
assess_read_files(const struct str *files, size_t count, const struct forms *forms,
    void (*each)(void *context, size_t index, struct assessment *assessment), void *context,
    struct diags *diags)
{
	struct batch batch = {
		.forms = forms, .each = each, .context = context, .diags = diags, .files = files
	};

	for (size_t first = 0; first < count; first += ASSESS_OPEN_MAX)
		read_batch(&batch, first, count);
	return !batch.refused;
}

struct judged_batch {
	const struct assess_judging *judging;
	const size_t *indices;
};

static void
on_judged_row(
    void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	const struct judged_batch *batch = context;

	batch->judging->row(batch->judging->context, batch->indices[input], shape, values);
}

static void
on_judged_end(void *context, size_t input, enum worker_status status)
{
	const struct judged_batch *batch = context;

	batch->judging->end(batch->judging->context, batch->indices[input], status == WORKER_DONE);
}

void
assess_judge_files(const struct str *files, size_t count, const struct forms *forms, unsigned jobs,
    const struct assess_judging *judging, struct diags *diags)
{
	struct judging_job context = { judging, forms };
	const struct worker_job job = {
		.kind = WORKER_JUDGE, .context = &context, .read = judge_input
	};
	struct judged_batch batch = { .judging = judging };
	const struct worker_handler handler = {
		.context = &batch, .row = on_judged_row, .end = on_judged_end
	};
	struct opened opened;

	for (size_t first = 0; first < count; first += ASSESS_OPEN_MAX) {
		(void)open_some(&opened, files, first, count, diags);
		batch.indices = opened.indices;
		confine_run(&job, opened.inputs, opened.count, jobs, &handler, diags);
		close_some(&opened);
	}
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
