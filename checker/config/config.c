/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A root's configuration from its files to evidence rows: find the files (root.c), have them read in workers
 * (emit.c), settle what their rows mean together (settle*.c), write them to the sink.
 *
 * The lenses are compiled here, before the workers are forked: they are trusted data of this machine, every worker
 * shares them, and none pays for them again after a crash (2-20 ms each; measured with libaugeas 1.14).
 */
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "config/format.h"
#include "config/lens.h"
#include "config/limits.h"
#include "config/settle.h"
#include "confine/confine.h"
#include "base/banned.h"

SINK_SHAPE(file_shape, "config_file", "host", "kind", "status", "file", "line");

#define HOSTNAME_FILE "etc/hostname"

/* One identity of a file within its kind, so that two ways to it (lib → usr/lib) are one. */
struct identity {
	const struct config_kind *kind;
	dev_t device;
	ino_t inode;
};

struct reading {
	struct gathered gathered;
	struct lens_set *lenses;
	bool *lens_tried, *lens_loaded; /* by index of config_lenses */
	struct identity *seen;
	size_t seen_count, seen_room;
	size_t *batch; /* input → file */
};

static struct gathered_file *
add_file(struct reading *reading, struct str path, const struct config_kind *kind, size_t pattern)
{
	struct gathered *gathered = &reading->gathered;
	struct gathered_file *file = ARRAY_ADD(gathered->files, gathered->count, gathered->room);

	file->kind = kind;
	file->pattern = pattern;
	file->path = path;
	file->name =
	    path.len == 0 ? gathered->root->name : root_file(gathered->root, path, gathered->arena);
	file->kind_name = kind == NULL ? STR("document") : str_of(kind->name);
	return file;
}

/* What editors and package managers leave beside the file, which no program reads. */
static bool
is_leftover(const struct config_kind *kind, struct str path)
{
	static const char *const endings[] = { "~", ".bak", ".old", ".orig", ".save", ".swp",
		".tmp", ".rpmsave", ".rpmnew", ".rpmorig", ".dpkg-old", ".dpkg-new", ".dpkg-dist",
		".dpkg-bak", ".ucf-dist", ".ucf-old", ".ucf-new", ".disabled" };
	size_t slash = path.len;

	for (size_t i = 0; i < COUNT_OF(endings); i++)
		if (str_ends(path, str_of(endings[i])))
			return true;
	/* sudo and cron leave out names with a dot (sudoers(5), cron(8)). */
	while (slash > 0 && path.ptr[slash - 1] != '/')
		slash--;
	bool is_folder_of_names = str_ends(str_sub(path, 0, slash), STR("/sudoers.d/")) ||
	    str_ends(str_sub(path, 0, slash), STR("/cron.d/"));
	return kind != NULL && is_folder_of_names && str_has(str_from(path, slash), STR("."));
}

static void
find_kinds(struct reading *reading)
{
	struct gathered *gathered = &reading->gathered;
	const struct config_kind *kind;

	for (size_t k = 0; (kind = config_kind_at(k)) != NULL; k++) {
		for (size_t p = 0; p < CONFIG_PATTERNS_MAX && kind->patterns[p].glob != NULL; p++) {
			struct str *paths = NULL;
			size_t count = 0, room = 0;
			size_t limit = gathered->count < CONFIG_FILES_MAX
			    ? CONFIG_FILES_MAX - gathered->count
			    : 0;

			root_glob(gathered->root, str_of(kind->patterns[p].glob), limit,
			    gathered->arena, &paths, &count, &room, gathered->diags);
			for (size_t i = 0; i < count; i++)
				if (!is_leftover(kind, paths[i]))
					add_file(reading, paths[i], kind, p);
			free(paths);
		}
	}
}

static int
by_path(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The paths that a kind has claimed, sorted; malloc'ed. */
static struct str *
claimed_paths(const struct gathered *gathered)
{
	struct str *claimed = mem_alloc(gathered->count + 1, sizeof *claimed);

	for (size_t i = 0; i < gathered->count; i++)
		claimed[i] = gathered->files[i].path;
	qsort(claimed, gathered->count, sizeof *claimed, by_path);
	return claimed;
}

/*
 * All that the kinds did not claim: documents by their name, the rest is counted. Of the live host only /etc is
 * searched, and its documents are not read: programs keep XML and JSON there by the hundred which are data, not settings.
 */
static void
find_rest(struct reading *reading, struct config_result *result)
{
	struct gathered *gathered = &reading->gathered;
	const struct root *root = gathered->root;
	struct str *claimed = claimed_paths(gathered), *paths = NULL;
	size_t claimed_count = gathered->count, count = 0, room = 0, documents = 0;

	root_walk(root, root->is_live ? STR("etc") : (struct str){ 0 }, CONFIG_VISITED_MAX,
	    gathered->arena, &paths, &count, &room, gathered->diags);
	result->not_understood_files = ARENA_ARRAY(&result->arena, struct str, count);
	for (size_t i = 0; i < count; i++) {
		if (str_is(paths[i], HOSTNAME_FILE) ||
		    bsearch(&paths[i], claimed, claimed_count, sizeof *claimed, by_path) != NULL)
			continue;
		if (!root->is_live && config_is_document(paths[i]) &&
		    ++documents <= CONFIG_FILES_MAX) {
			add_file(reading, paths[i], NULL, 0);
		} else {
			struct str name = root_file(root, paths[i], &result->arena);
			result->not_understood_files[result->not_understood++] = name;
		}
	}
	if (documents > CONFIG_FILES_MAX)
		diag_add(gathered->diags, DIAG_CONFIG_FILES, (struct diag_at){ .file = root->name },
		    arena_printf(gathered->arena, "%d", CONFIG_FILES_MAX), (struct str){ 0 },
		    (struct str){ 0 });
	free(paths);
	free(claimed);
}

/* What the worker sent, taken as what it must be: anything else is nothing. */
static struct value
sent_text(const struct value *value, struct arena *arena)
{
	return value->type == VALUE_TEXT ? value_text(arena_str(arena, value->text)) : value_null();
}

static struct value
sent_integer(const struct value *value)
{
	return value->type == VALUE_INTEGER ? *value : value_null();
}

static uint32_t
sent_line(const struct value *value)
{
	return value->type == VALUE_INTEGER && value->integer > 0 && value->integer <= UINT32_MAX
	    ? (uint32_t)value->integer
	    : 0;
}

static void
take_setting(struct gathered *gathered, struct gathered_file *file, const struct value *values)
{
	if (gathered->row_count >= CONFIG_ROOT_ROWS_MAX || file->row_count >= CONFIG_ROWS_MAX) {
		if (!file->is_refused)
			diag_add(gathered->diags, DIAG_CONFIG_ROWS,
			    (struct diag_at){ .file = file->name },
			    arena_printf(gathered->arena, "%d", CONFIG_ROOT_ROWS_MAX),
			    (struct str){ 0 }, (struct str){ 0 });
		file->is_refused = true;
		return;
	}
	struct gathered_row *row = ARRAY_ADD(file->rows, file->row_count, file->row_room);
	struct value number = values[SENT_NUMBER];
	int64_t entry = values[SENT_ENTRY].type == VALUE_INTEGER ? values[SENT_ENTRY].integer : 0;

	gathered->row_count++;
	*row = (struct gathered_row){
		.section = sent_text(&values[SENT_SECTION], gathered->arena).text,
		.entry = entry > 0 && entry <= CONFIG_ROWS_MAX ? entry : 0,
		.key = sent_text(&values[SENT_KEY], gathered->arena).text,
		.value = sent_text(&values[SENT_VALUE], gathered->arena),
		.number = number.type == VALUE_REAL ? number : value_null(),
		.line = sent_line(&values[SENT_LINE]),
		.effective = EFFECTIVE_DEPENDS,
	};
}

static void
take_account(struct gathered *gathered, struct gathered_file *file, const struct value *values)
{
	struct gathered_account *account =
	    ARRAY_ADD(file->accounts, file->account_count, file->account_room);

	for (size_t i = 0; i < SENT_ACCOUNT_COUNT; i++)
		account->field[i] = values[i].type == VALUE_TEXT
		    ? sent_text(&values[i], gathered->arena)
		    : sent_integer(&values[i]);
	if (account->field[SENT_USER].type != VALUE_TEXT)
		file->account_count--;
}

static void
take_member(struct gathered *gathered, struct gathered_file *file, const struct value *values)
{
	struct gathered_member *member =
	    ARRAY_ADD(file->members, file->member_count, file->member_room);

	for (size_t i = 0; i < SENT_MEMBER_COUNT; i++)
		member->field[i] = values[i].type == VALUE_TEXT
		    ? sent_text(&values[i], gathered->arena)
		    : sent_integer(&values[i]);
	if (member->field[SENT_GRP].type != VALUE_TEXT)
		file->member_count--;
}

static const char *const document_kinds[] = { "compose", "kubernetes", "terraform", "yaml", "json",
	"xml" };

static void
take_file(struct gathered_file *file, const struct value *values)
{
	file->is_read = true;
	if (!str_is(values[SENT_STATUS].text, "understood"))
		file->is_refused = true;
	file->refused_line = sent_line(&values[SENT_FILE_LINE]);
	if (file->kind != NULL)
		return;
	for (size_t i = 0; i < COUNT_OF(document_kinds); i++)
		if (str_is(values[SENT_KIND].text, document_kinds[i]))
			file->kind_name = str_of(document_kinds[i]);
}

static bool
is_shape(const struct sink_shape *shape, const struct sink_shape *wanted)
{
	if (strcmp(shape->table, wanted->table) != 0 || shape->column_count != wanted->column_count)
		return false;
	for (size_t i = 0; i < wanted->column_count; i++)
		if (strcmp(shape->columns[i], wanted->columns[i]) != 0)
			return false;
	return true;
}

static void
on_row(void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	struct reading *reading = context;
	struct gathered *gathered = &reading->gathered;
	struct gathered_file *file = &gathered->files[reading->batch[input]];

	if (is_shape(shape, config_sent[SENT_SETTING]))
		take_setting(gathered, file, values);
	else if (is_shape(shape, config_sent[SENT_ACCOUNT]))
		take_account(gathered, file, values);
	else if (is_shape(shape, config_sent[SENT_MEMBERSHIP]))
		take_member(gathered, file, values);
	else if (is_shape(shape, config_sent[SENT_FILE]))
		take_file(file, values);
	else
		file->is_refused = true;
}

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
	const struct worker_handler handler = { .context = reading, .row = on_row, .end = on_end };

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
				add_file(reading, paths[i], sshd, 1);
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

/*
 * The first word of etc/hostname. It is read here and not in a worker: 255 bytes of which only those that a
 * host name may have are taken.
 */
static struct str
read_hostname(const struct root *root, struct arena *arena)
{
	struct diags ignored = { 0 };
	struct stat status;
	char text[255];
	int fd = -1;
	size_t len = 0;

	if (root_open_file(root, STR(HOSTNAME_FILE), &fd, &status, &ignored) != ROOT_OK) {
		diags_release(&ignored);
		return (struct str){ 0 };
	}
	ssize_t n = read(fd, text, sizeof text);
	close(fd);
	diags_release(&ignored);
	while (n > 0 && len < (size_t)n &&
	    (str_is_alnum(text[len]) || text[len] == '-' || text[len] == '.' || text[len] == '_'))
		len++;
	return arena_str(arena, (struct str){ text, len });
}

static struct str
host_of(const struct root *root, struct str host, struct arena *arena)
{
	if (host.len == 0)
		host = read_hostname(root, arena);
	if (host.len > 0)
		return arena_str(arena, host);
	char *real = realpath(arena_cstr(arena, root->name), NULL);
	struct str path = real == NULL ? root->name : arena_str(arena, str_of(real));
	free(real);
	size_t slash = path.len;
	while (slash > 0 && path.ptr[slash - 1] != '/')
		slash--;
	struct str name = str_from(path, slash);
	if (name.len == 0)
		return STR("localhost");
	/* A name of a folder need not be UTF-8. */
	return text_utf8_fault(name) == STR_NONE ? name : STR("host");
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
	add_file(reading, (struct str){ 0 }, NULL, 0);
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
	find_kinds(reading);
	find_rest(reading, result);
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
		reading.gathered.host = host_of(&opened, host, &arena);
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
