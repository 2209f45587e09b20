/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A root's configuration from its files to evidence rows: find the files (find.c), have them read in workers (emit.c), take
 * their rows (take.c), settle what they mean together (settle*.c), write them to the sink.
 *
 * The lenses are compiled here, before the workers are forked: they are trusted data of this machine, every worker
 * shares them, and none pays for them again after a crash (2-20 ms each; measured with libaugeas 1.14).
 */
#include "config/config.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "config/limits.h"
#include "config/reading.h"
#include "confine/confine.h"
#include "base/banned.h"

SINK_SHAPE(file_shape, "config_file", "host", "kind", "status", "file", "line");

static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct reading *reading = context;
	struct gathered_file *file = &reading->gathered.files[reading->batch[input]];

	if (status != WORKER_DONE || !file->is_read)
		file->is_refused = true;
	file->is_read = true;
	if (!file->is_refused)
		return;
	/* Half a file is no evidence. */
	reading->gathered.row_count -= file->row_count;
	file->row_count = file->account_count = file->member_count = 0;
}

/* Two patterns may lead to the same file; the first has it. */
static bool
is_seen(struct reading *reading, const struct config_kind *kind, const struct stat *status)
{
	for (size_t i = 0; kind != NULL && i < reading->seen_count; i++)
		if (reading->seen[i].kind == kind && reading->seen[i].device == status->st_dev &&
		    reading->seen[i].inode == status->st_ino)
			return true;
	if (kind != NULL)
		*(struct identity *)ARRAY_ADD(reading->seen, reading->seen_count,
		    reading->seen_room) = (struct identity){ kind, status->st_dev, status->st_ino };
	return false;
}

static bool
need_lens(struct reading *reading, struct gathered_file *file)
{
	if (file->kind == NULL || file->kind->lens == NULL)
		return true;
	size_t index = (size_t)(file->kind - config_lenses);
	if (!reading->lens_tried[index]) {
		reading->lens_tried[index] = true;
		if (reading->lenses == NULL)
			reading->lenses = lens_set_new();
		reading->lens_loaded[index] =
		    reading->lenses != NULL && lens_load(reading->lenses, file->kind->lens);
	}
	if (reading->lens_loaded[index])
		return true;
	diag_addz(reading->gathered.diags, DIAG_CONFIG_NO_LENS,
	    (struct diag_at){ .file = file->name }, file->kind->name, NULL, NULL);
	file->is_read = file->is_refused = true;
	return false;
}

static bool
open_input(struct reading *reading, struct gathered_file *file, struct worker_input *input)
{
	struct stat status;
	int fd = -1;

	switch (root_open_file(
	    reading->gathered.root, file->path, &fd, &status, reading->gathered.diags)) {
	case ROOT_OK:
		break;
	case ROOT_NULL:
		file->is_read = file->is_masking = true;
		return false;
	case ROOT_NONE:
		file->path = (struct str){ 0 }; /* gone, or a folder */
		return false;
	case ROOT_REFUSED:
		file->is_read = file->is_refused = true;
		return false;
	}
	if (is_seen(reading, file->kind, &status)) {
		close(fd);
		file->path = (struct str){ 0 };
		return false;
	}
	if (!need_lens(reading, file)) {
		close(fd);
		return false;
	}
	struct config_input *what = ARENA_NEW(reading->gathered.arena, struct config_input);
	*what = (struct config_input){ file->kind, file->path };
	*input = (struct worker_input){ fd, file->name, what };
	return true;
}

static void
run_batch(struct reading *reading, struct worker_input *inputs, size_t count)
{
	const struct worker_job job = {
		.kind = WORKER_CONFIG, .context = reading->lenses, .read = config_worker_read
	};
	const struct worker_handler handler = {
		.context = reading, .row = reading_take_row, .end = on_end
	};

	confine_run(&job, inputs, count, count > 16 ? 2 : 1, &handler, reading->gathered.diags);
	for (size_t i = 0; i < count; i++)
		close(inputs[i].fd);
}

/* Reads the files [from, …) that are not read yet. */
static void
read_files(struct reading *reading, size_t from)
{
	struct worker_input *inputs = mem_alloc(CONFIG_OPEN_MAX, sizeof *inputs);
	size_t batch[CONFIG_OPEN_MAX];
	size_t count = 0;

	reading->batch = batch;
	for (size_t i = from; i < reading->gathered.count; i++) {
		if (open_input(reading, &reading->gathered.files[i], &inputs[count]))
			batch[count++] = i;
		if (count == CONFIG_OPEN_MAX) {
			run_batch(reading, inputs, count);
			count = 0;
		}
	}
	if (count > 0)
		run_batch(reading, inputs, count);
	reading->batch = NULL;
	free(inputs);
}

/* sshd's Include may lead to files that no pattern names: they are read, too, round by round. */
static void
read_includes(struct reading *reading)
{
	struct gathered *gathered = &reading->gathered;
	const struct config_kind *sshd = NULL;

	for (size_t i = 0; i < config_format_count; i++)
		if (config_formats[i].order == CONFIG_SSHD)
			sshd = &config_formats[i];
	for (int round = 0; round < CONFIG_INCLUDE_DEPTH_MAX; round++) {
		struct str *paths = NULL;
		size_t count = 0, room = 0, from = gathered->count;

		if (settle_sshd_includes(gathered, &paths, &count, &room) == 0) {
			free(paths);
			return;
		}
		for (size_t i = 0; i < count; i++)
			if (gathered_find(gathered, paths[i]) == NULL)
				reading_add_file(reading, paths[i], sshd, 1);
		free(paths);
		read_files(reading, from);
	}
}

/* Files that were not there after all, or are another's: they take no part. */
static void
drop_empty(struct gathered *gathered)
{
	size_t kept = 0;

	for (size_t i = 0; i < gathered->count; i++)
		if (gathered->files[i].path.len > 0 || gathered->files[i].is_read)
			gathered->files[kept++] = gathered->files[i];
	gathered->count = kept;
}

static void
write_file_row(struct gathered *gathered, const struct gathered_file *file)
{
	struct value values[] = { value_text(gathered->host), value_text(file->kind_name),
		value_text(file->is_refused ? STR("refused") : STR("understood")),
		value_text(file->name),
		file->refused_line > 0 ? value_integer(file->refused_line) : value_null() };

	sink_row(gathered->sink, &file_shape, values);
}

static void
write_all(struct gathered *gathered, struct config_result *result)
{
	bool sshd_done = false;

	for (size_t i = 0; i < gathered->count; i++) {
		const struct gathered_file *file = &gathered->files[i];

		if (file->is_refused)
			result->refused++;
		else
			result->understood++;
		write_file_row(gathered, file);
	}
	for (size_t i = 0; i < gathered->count; i++) {
		const struct gathered_file *file = &gathered->files[i];
		bool is_sshd = file->kind != NULL && file->kind->order == CONFIG_SSHD;

		if (is_sshd && !sshd_done)
			settle_write_sshd(gathered);
		else if (!is_sshd)
			settle_write_file(gathered, file);
		sshd_done = sshd_done || is_sshd;
	}
	settle_write_accounts(gathered);
}

static void
reading_release(struct reading *reading)
{
	for (size_t i = 0; i < reading->gathered.count; i++) {
		free(reading->gathered.files[i].rows);
		free(reading->gathered.files[i].accounts);
		free(reading->gathered.files[i].members);
	}
	free(reading->gathered.files);
	free(reading->seen);
	free(reading->lens_tried);
	free(reading->lens_loaded);
	lens_set_free(reading->lenses);
}

/* One document given by its name, which is no root: named as the user named it, its folder is not searched. */
static bool
read_single(struct reading *reading, struct str path)
{
	int fd = io_open(path, reading->gathered.diags);
	struct config_input what = { NULL, path };
	size_t batch[1] = { 0 };

	if (fd < 0)
		return false;
	struct root named = { .name = path, .fd = -1 };
	reading->gathered.root = &named;
	reading_add_file(reading, (struct str){ 0 }, NULL, 0);
	reading->batch = batch;
	run_batch(reading, &(struct worker_input){ fd, path, &what }, 1);
	reading->batch = NULL;
	reading->gathered.root = NULL;
	return true;
}

static bool
is_directory(struct str path, struct arena *arena)
{
	struct stat status;

	return stat(arena_cstr(arena, path), &status) == 0 && S_ISDIR(status.st_mode);
}

static bool
read_root(struct reading *reading, struct str name, struct root *root, struct config_result *result)
{
	struct gathered *gathered = &reading->gathered;

	if (!root_open(root, name, gathered->diags))
		return false;
	gathered->root = root;
	reading_find_kinds(reading);
	reading_find_rest(reading, result);
	read_files(reading, 0);
	read_includes(reading);
	drop_empty(gathered);
	if (gathered->count == 0)
		diag_addz(gathered->diags, DIAG_CONFIG_NOTHING, (struct diag_at){ .file = name },
		    NULL, NULL, NULL);
	return true;
}

bool
config_read(struct str root, struct str host, const struct sink *sink, struct config_result *result,
    struct diags *diags)
{
	struct arena arena = { 0 };
	struct root opened = { .fd = -1, .name = root };
	struct reading reading = { .gathered = { .arena = &arena, .sink = sink, .diags = diags } };
	size_t errors = diags->errors;

	*result = (struct config_result){ 0 };
	reading.lens_tried = mem_alloc(config_lens_count, sizeof *reading.lens_tried);
	reading.lens_loaded = mem_alloc(config_lens_count, sizeof *reading.lens_loaded);
	bool done = is_directory(root, &arena) ? read_root(&reading, root, &opened, result)
					       : read_single(&reading, root);
	if (done) {
		reading.gathered.host = host_name(&opened, host, &arena);
		settle_order(&reading.gathered);
		settle_last_wins(&reading.gathered);
		write_all(&reading.gathered, result);
	}
	root_close(&opened);
	reading_release(&reading);
	arena_release(&arena);
	return done && diags->errors == errors;
}

void
config_result_release(struct config_result *result)
{
	arena_release(&result->arena);
	*result = (struct config_result){ 0 };
}
