/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sudoers: one entry for each command of a rule, with the users and hosts it is for. Runas and tags hold for the
 * commands that follow in the same list, too (sudoers(5)): they are written out, so that a rule sees
 * NOPASSWD wherever it applies.
 */
#include "config/lens.h"
#include "config/shapes.h"
#include "base/banned.h"

struct sudoers {
	struct config_out *out;
	int64_t entry;
};

/* What carries over from one command of a list to the next. */
struct carried {
	const struct lens_node *runas; /* the command that said it */
	struct str password;           /* NOPASSWD or PASSWD */
	struct str exec;               /* NOEXEC or EXEC */
	struct str setenv;             /* SETENV or NOSETENV */
};

static void
emit(struct sudoers *s, const char *section, struct str key, struct str value, uint32_t line)
{
	config_emit(s->out,
	    (struct config_setting){ .section = str_of(section),
		.entry = s->entry,
		.key = key,
		.value = shape_unquote(value),
		.line = line });
}

static void
emit_all(struct sudoers *s, const char *section, const struct lens_node *node, const char *label)
{
	for (size_t i = 0; i < node->count; i++)
		if (str_is(node->children[i]->label, label))
			emit(s, section, str_of(label), node->children[i]->value,
			    node->children[i]->line);
}

static void
carry(struct carried *carried, const struct lens_node *command)
{
	if (lens_child(command, "runas_user") != NULL || lens_child(command, "runas_group") != NULL)
		carried->runas = command;
	for (size_t i = 0; i < command->count; i++) {
		struct str tag = command->children[i]->value;

		if (!str_is(command->children[i]->label, "tag"))
			continue;
		if (str_ends(tag, STR("PASSWD")))
			carried->password = tag;
		else if (str_ends(tag, STR("EXEC")))
			carried->exec = tag;
		else if (str_ends(tag, STR("SETENV")))
			carried->setenv = tag;
	}
}

static void
emit_command(struct sudoers *s, const struct lens_node *spec, const struct lens_node *group,
    const struct lens_node *command, const struct carried *carried)
{
	static const char section[] = "user_spec";
	const struct str tags[] = { carried->password, carried->exec, carried->setenv };

	s->entry++;
	emit_all(s, section, spec, "user");
	emit_all(s, section, group, "host");
	if (carried->runas != NULL) {
		emit_all(s, section, carried->runas, "runas_user");
		emit_all(s, section, carried->runas, "runas_group");
	}
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		if (tags[i].len > 0)
			emit(s, section, STR("tag"), tags[i], command->line);
	emit(s, section, STR("command"), command->value, command->line);
}

static void
shape_spec(struct sudoers *s, const struct lens_node *spec)
{
	for (size_t i = 0; i < spec->count; i++) {
		const struct lens_node *group = spec->children[i];
		struct carried carried = { 0 };

		if (!str_is(group->label, "host_group"))
			continue;
		for (size_t j = 0; j < group->count; j++) {
			if (!str_is(group->children[j]->label, "command"))
				continue;
			carry(&carried, group->children[j]);
			emit_command(s, spec, group, group->children[j], &carried);
		}
	}
}

/* Defaults:backup !requiretty → section "Defaults:backup", key requiretty, value off. */
static void
shape_defaults(struct sudoers *s, const struct lens_node *node)
{
	struct str section = arena_join(s->out->arena, STR("Defaults"), lens_value(node, "type"));

	for (size_t i = 0; i < node->count; i++) {
		const struct lens_node *option = node->children[i];
		struct config_setting setting = { .section = section,
			.key = option->label,
			.value = shape_unquote(option->value),
			.line = option->line };

		if (str_is(option->label, "type"))
			continue;
		if (lens_child(option, "negate") != NULL)
			setting.value = STR("off");
		else if (!option->has_value)
			setting.value = STR("on");
		config_emit(s->out, setting);
	}
}

static void
shape_aliases(struct sudoers *s, const struct lens_node *node)
{
	for (size_t i = 0; i < node->count; i++) {
		const struct lens_node *alias = node->children[i];

		s->entry++;
		for (size_t j = 0; j < alias->count; j++) {
			const struct lens_node *field = alias->children[j];

			config_emit(s->out,
			    (struct config_setting){ .section = node->label,
				.entry = s->entry,
				.key = str_is(field->label, "name") ? STR("name") : STR("member"),
				.value = shape_unquote(field->value),
				.line = field->line });
		}
	}
}

void
shape_sudoers(struct config_out *out, const struct lens_node *root, struct str text)
{
	struct sudoers s = { .out = out };

	(void)text;
	for (size_t i = 0; i < root->count; i++) {
		const struct lens_node *node = root->children[i];

		if (str_is(node->label, "spec"))
			shape_spec(&s, node);
		else if (str_is(node->label, "Defaults"))
			shape_defaults(&s, node);
		else if (str_ends(node->label, STR("_Alias")))
			shape_aliases(&s, node);
		else /* @include, @includedir, #includedir */
			config_emit(out,
			    (struct config_setting){ .key = str_from(node->label, 1),
				.value = node->value,
				.line = node->line });
	}
}
