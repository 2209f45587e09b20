/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and reading the product's own data. */
#include "cmd/data.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/scope.h"
#include "doc/doc.h"
#include "base/banned.h"

/* The tables here are cast by offset: options structs of commands begin with struct data_options. */
static bool
add_rules(struct cmd *cmd, void *options, struct str value)
{
	(void)cmd;
	str_list_add(&((struct data_options *)options)->rules, value);
	return true;
}

static bool
add_sigma(struct cmd *cmd, void *options, struct str value)
{
	(void)cmd;
	str_list_add(&((struct data_options *)options)->sigma, value);
	return true;
}

static bool
add_pipeline(struct cmd *cmd, void *options, struct str value)
{
	(void)cmd;
	str_list_add(&((struct data_options *)options)->sigma_pipelines, value);
	return true;
}

static bool
add_only(struct cmd *cmd, void *options, struct str value)
{
	(void)cmd;
	str_list_add(&((struct data_options *)options)->only, value);
	return true;
}

static bool
set_profile(struct cmd *cmd, void *options, struct str value)
{
	(void)cmd;
	((struct data_options *)options)->profile = value;
	return true;
}

static bool
set_no_default(struct cmd *cmd, void *options, struct str value)
{
	(void)cmd;
	(void)value;
	((struct data_options *)options)->no_default = true;
	return true;
}

static const struct cmd_option rows[] = {
	{ "rules", 0, "DIR", "ルールを追加する（繰り返し可）", "more rules (repeatable)",
	    add_rules },
	{ "no-default-rules", 0, NULL, "標準ルールを使わない", "leave the standard rules out",
	    set_no_default },
	{ "sigma", 0, "PATH", "Sigmaの文書（ファイルかディレクトリ、繰り返し可）をルールに加える",
	    "Sigma documents as rules (a file or a directory; repeatable)", add_sigma },
	{ "sigma-pipeline", 0, "FILE",
	    "Sigmaの文書のフィールド名などを読み替えるパイプライン（繰り返し可）",
	    "a pipeline of field names for the Sigma documents (repeatable)", add_pipeline },
	{ "only", 0, "GLOB", "このルールだけ（例 law/*、繰り返し可）",
	    "only these rules (law/*; repeatable)", add_only },
	{ "profile", 0, "NAME", "ルールの組（rules/profiles/）",
	    "a named set of rules (rules/profiles/)", set_profile },
};
const struct cmd_options data_option_table = { rows, COUNT_OF(rows) };

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static struct str
program_dir(struct arena *arena)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path);

	if (n <= 0 || (size_t)n == sizeof path)
		return (struct str){ 0 };
	while (n > 0 && path[n - 1] != '/')
		n--;
	return arena_str(arena, (struct str){ path, (size_t)n });
}

/* Where the standard rules are, and the pack that the build made of them, if any. */
struct standard {
	struct str dir, pack;
};

/* Folders that somebody names have no pack: what is checked with is what stands in their files. */
static struct standard
find_standard(struct cmd *cmd)
{
	static const struct {
		const char *dir, *pack;
	} beside[] = { { "../share/piacheck/rules", "../share/piacheck/rules.pack" },
		{ "../../rules", "rules.pack" } };
	const char *given = getenv("PIACHECK_RULES");
	struct str program = program_dir(&cmd->arena);

	if (given != NULL && given[0] != '\0')
		return (struct standard){ .dir = str_of(given) };
	for (size_t i = 0; program.len > 0 && i < COUNT_OF(beside); i++) {
		struct str path =
		    arena_printf(&cmd->arena, "%.*s%s", STR_ARG(program), beside[i].dir);
		char whole[PATH_MAX];
		if (is_directory(path.ptr) && realpath(path.ptr, whole) != NULL)
			return (struct standard){ arena_str(&cmd->arena, str_of(whole)),
				arena_join(&cmd->arena, program, str_of(beside[i].pack)) };
	}
	return (
	    struct standard){ STR(PIACHECK_DATADIR "/rules"), STR(PIACHECK_DATADIR "/rules.pack") };
}

struct str
data_rules_dir(struct cmd *cmd)
{
	return find_standard(cmd).dir;
}

/* NULL: the files are read. */
static const struct rule_pack *
find_pack(struct cmd *cmd)
{
	if (!cmd->pack_looked_for) {
		struct standard standard = find_standard(cmd);

		cmd->pack_looked_for = true;
		if (standard.pack.len > 0)
			cmd->pack = rule_pack_open(standard.pack, standard.dir, &cmd->arena);
	}
	return cmd->pack;
}

struct form_reading {
	struct forms *forms;
	const struct str *files;
	struct diags *diags;
	bool good;
};

static void
add_form(void *context, struct str file, const struct node *root)
{
	struct form_reading *reading = context;

	if (!forms_add(reading->forms, root, file, reading->diags))
		reading->good = false;
}

static void
add_read_form(void *context, struct doc *doc)
{
	const struct form_reading *reading = context;

	add_form(context, reading->files[doc->input], doc->root);
}

bool
data_read_forms(struct cmd *cmd, struct forms *forms)
{
	static const char *const suffixes[] = { ".yaml", NULL };
	struct form_reading reading = { .forms = forms, .diags = &cmd->diags, .good = true };
	struct str dir = data_rules_dir(cmd), *files;
	size_t count;

	if (find_pack(cmd) != NULL) {
		rule_pack_each(cmd->pack, STR("forms/"), &reading, add_form);
		return reading.good;
	}
	dir = arena_printf(&cmd->arena, "%.*s/forms", STR_ARG(dir));
	if (!io_list_files(dir, suffixes, 1000, &cmd->arena, &files, &count, &cmd->diags))
		return false;
	reading.files = files;
	return doc_read_files(&(struct doc_reading){ .format = DOC_YAML }, files, count,
		   add_read_form, &reading, &cmd->diags) &&
	    reading.good;
}

/* The globs of rules/profiles/NAME.yaml are added to --only. */
static bool
read_profile(struct cmd *cmd, struct str dir, struct str name, struct str_list *only)
{
	static const struct node_key keys[] = { { "profile", NODE_SCALAR, true },
		{ "title", NODE_MAP, true }, { "only", NODE_SEQUENCE, true } };
	struct str file =
	    arena_printf(&cmd->arena, "%.*s/profiles/%.*s.yaml", STR_ARG(dir), STR_ARG(name));

	if (str_find_char(name, '/', 0) != STR_NONE || access(file.ptr, R_OK) != 0) {
		diag_add(&cmd->diags, DIAG_CMD_NO_PROFILE, (struct diag_at){ 0 }, name,
		    arena_printf(&cmd->arena, "%.*s/profiles", STR_ARG(dir)), (struct str){ 0 });
		return false;
	}
	const struct node *root = doc_read_file(DOC_YAML, file, &cmd->arena, &cmd->diags);
	if (root == NULL || !node_check_keys(root, keys, COUNT_OF(keys), file, &cmd->diags))
		return false;
	const struct node *list = node_find(root, "only");
	for (size_t i = 0; i < list->count; i++)
		str_list_add(only, list->items[i]->text);
	return true;
}

/* NULL: none were named. */
static const struct sigma_files *
sigma_files(const struct data_options *options, struct sigma_files *files)
{
	*files = (struct sigma_files){ .paths = options->sigma.list,
		.count = options->sigma.count,
		.pipelines = options->sigma_pipelines.list,
		.pipeline_count = options->sigma_pipelines.count };
	if (options->registers != NULL) {
		files->registers = options->registers->list;
		files->register_count = options->registers->count;
	}
	return files->count + files->pipeline_count > 0 ? files : NULL;
}

bool
data_read_rules(
    struct cmd *cmd, const struct data_options *options, bool tests, struct rules *rules)
{
	struct str standard = data_rules_dir(cmd);
	struct sigma_files sigma;
	struct str_list dirs = { 0 }, only = { 0 };
	bool good = true;

	if (!options->no_default)
		str_list_add(&dirs, standard);
	for (size_t i = 0; i < options->rules.count; i++)
		str_list_add(&dirs, options->rules.list[i]);
	for (size_t i = 0; i < options->only.count; i++)
		str_list_add(&only, options->only.list[i]);
	/* A profile that cannot be read selects nothing: all rules are not what was asked for. */
	if (options->profile.len > 0 && !read_profile(cmd, standard, options->profile, &only)) {
		str_list_release(&dirs);
		str_list_release(&only);
		return false;
	}
	if (!rules_read(rules, dirs.list, dirs.count, tests, tests ? NULL : find_pack(cmd),
		sigma_files(options, &sigma), &cmd->diags))
		good = false;
	if (only.count > 0 && !rules_select(rules, only.list, only.count, &cmd->diags))
		good = false;
	str_list_release(&dirs);
	str_list_release(&only);
	return good;
}

void
data_options_release(struct data_options *options)
{
	str_list_release(&options->rules);
	str_list_release(&options->only);
	str_list_release(&options->sigma);
	str_list_release(&options->sigma_pipelines);
}
