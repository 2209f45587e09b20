/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rule packs behind their hash: whatever tree stands there, it is refused, or its rules and forms are used as those of files are.
 * The files that the seeds are packs of are made here: of 4096 bytes each, and of one time.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scope.h"
#include "confine/confine.h"
#include "rule/evaluate.h"
#include "rule/pack.h"
#include "base/banned.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *
folder(void)
{
	static char dir[] = "/tmp/piacheck-fuzz-pack-XXXXXX";

	return dir[sizeof dir - 2] == 'X' ? mkdtemp(dir) : dir;
}

static void
each_file(void (*visit)(const char *path, const char *parent))
{
	static const char *const parents[] = { "data", "forms", "law" };
	struct arena arena = { 0 };

	for (size_t i = 0; i < COUNT_OF(parents); i++) {
		struct str parent = arena_printf(&arena, "%s/%s", folder(), parents[i]);

		visit(arena_printf(&arena, "%s/a.yaml", parent.ptr).ptr, parent.ptr);
	}
	arena_release(&arena);
}

static void
make_file(const char *path, const char *parent)
{
	const struct timespec times[2] = { { 1700000000, 5 }, { 1700000000, 5 } };
	int fd;

	if (mkdir(parent, 0700) < 0 || (fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) < 0)
		abort();
	if (ftruncate(fd, 4096) < 0 || futimens(fd, times) < 0 || close(fd) < 0)
		abort();
}

static void
remove_file(const char *path, const char *parent)
{
	unlink(path);
	rmdir(parent);
}

static void
remove_folder(void)
{
	each_file(remove_file);
	rmdir(folder());
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (folder() == NULL)
		abort();
	each_file(make_file);
	return atexit(remove_folder);
}

static void
add_form(void *context, struct str path, const struct node *root)
{
	struct diags diags = { 0 };

	if (!forms_add(context, root, path, &diags) && diags.errors == 0)
		abort(); /* refused without a word */
	diags_release(&diags);
}

static void
use(const struct rule_pack *pack)
{
	struct forms forms = { 0 };
	struct rules rules = { 0 };
	struct diags diags = { 0 };
	struct finding_run found = { 0 };
	const struct date day = { 2026, 1, 15 };

	rule_pack_each(pack, STR("forms/"), &forms, add_form);
	bool good = rules_read(&rules, &pack->dir, 1, false, pack, NULL, &diags);
	if (!good && diags.errors == 0)
		abort();
	struct evidence *evidence = evidence_new(&rules, day, &diags);
	struct rule_run run = { &rules, evidence, day, &found, &diags, NULL, 1, false };
	/* A source that every rule has: those that ask for no more are compiled and run. */
	evidence_source(evidence, "staff", (struct str){ 0 }, STR("staff.csv"), "read");
	rule_run_prepare(&run);
	rule_run_rest(&run);
	finding_run_release(&found);
	evidence_free(evidence);
	rules_release(&rules);
	forms_release(&forms);
	diags_release(&diags);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct rule_pack pack = { 0 };

	pack.dir = str_of(folder());
	const struct node *root =
	    confine_tree_read((struct str){ (const char *)data, size }, &arena);
	if (root != NULL && pack_take(&pack, root, &arena))
		use(&pack);
	arena_release(&arena);
	return 0;
}
