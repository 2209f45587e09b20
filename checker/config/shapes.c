/* SPDX-License-Identifier: Apache-2.0 */
/* The shapers of the simple lenses. What each makes of its tree is told to rule authors in piacheck-evidence(5). */
#include "config/shapes.h"

#include "base/buf.h"
#include "config/lens.h"
#include "base/banned.h"

struct str
shape_unquote(struct str value)
{
	value = str_trim(value);
	if (value.len >= 2 && (value.ptr[0] == '"' || value.ptr[0] == '\'') &&
	    value.ptr[value.len - 1] == value.ptr[0])
		return str_sub(value, 1, value.len - 2);
	return value;
}

static struct config_setting
setting_of(const struct lens_node *node)
{
	return (struct config_setting){ .key = node->label,
		.value = shape_unquote(node->value),
		.no_value = !node->has_value,
		.line = node->line };
}

void
shape_flat(struct config_out *out, const struct lens_node *root, struct str text)
{
	(void)text;
	for (size_t i = 0; i < root->count; i++)
		config_emit(out, setting_of(root->children[i]));
}

/* The kernel takes both a.b and a/b; a name of an interface may hold dots when / parts the rest (sysctl.d(5)). */
static struct str
sysctl_key(struct str key, struct arena *arena)
{
	struct buf buf = { 0 };
	size_t first = 0;

	if (key.len > 0 && key.ptr[0] == '-') /* "-key": errors are ignored */
		key = str_from(key, 1);
	while (first < key.len && key.ptr[first] != '.' && key.ptr[first] != '/')
		first++;
	if (first == key.len || key.ptr[first] == '.')
		return key;
	for (size_t i = 0; i < key.len; i++)
		buf_addc(&buf, key.ptr[i] == '/' ? '.' : key.ptr[i] == '.' ? '/' : key.ptr[i]);
	struct str normal = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return normal;
}

void
shape_sysctl(struct config_out *out, const struct lens_node *root, struct str text)
{
	(void)text;
	for (size_t i = 0; i < root->count; i++) {
		struct config_setting setting = setting_of(root->children[i]);
		setting.key = sysctl_key(setting.key, out->arena);
		config_emit(out, setting);
	}
}

/* "deny=5" → key argument.deny, value 5. */
static void
emit_argument(
    struct config_out *out, struct config_setting base, struct str argument, uint32_t line)
{
	struct str value;
	struct str name = str_split(argument, '=', &value);

	base.key = arena_join(out->arena, STR("argument."), name);
	base.value = value;
	base.no_value = name.len == argument.len;
	base.line = line;
	config_emit(out, base);
}

static void
pam_record(struct config_out *out, const struct lens_node *record, int64_t entry)
{
	struct str type = lens_value(record, "type");
	struct config_setting base = { .section = type, .entry = entry, .line = record->line };

	if (lens_child(record, "service") == NULL) {
		base.key = STR("service");
		base.value = str_base_name(out->file);
		config_emit(out, base);
	}
	for (size_t i = 0; i < record->count; i++) {
		const struct lens_node *field = record->children[i];

		base.key = field->label;
		base.value = field->value;
		base.no_value = !field->has_value;
		base.line = field->line;
		if (str_is(field->label, "argument"))
			emit_argument(out, base, field->value, field->line);
		else if (!str_is(field->label, "type"))
			config_emit(out, base);
	}
}

void
shape_pam(struct config_out *out, const struct lens_node *root, struct str text)
{
	int64_t entry = 0;

	(void)text;
	for (size_t i = 0; i < root->count; i++) {
		if (root->children[i]->count > 0)
			pam_record(out, root->children[i], ++entry);
		else /* @include common-auth */
			config_emit(out, setting_of(root->children[i]));
	}
}

static void
cron_entry(struct config_out *out, const struct lens_node *node, int64_t entry)
{
	struct config_setting setting = { .entry = entry, .line = node->line };

	for (size_t i = 0; i < node->count; i++) {
		const struct lens_node *field = node->children[i];

		for (size_t j = 0; j < field->count; j++) { /* time/minute …; 05 is 5 */
			int64_t number = 0;
			setting.key = field->children[j]->label;
			setting.value = field->children[j]->value;
			setting.has_number = str_parse_i64(setting.value, &number);
			setting.number = (double)number;
			config_emit(out, setting);
			setting.has_number = false;
		}
		if (field->has_value) { /* schedule, user, prefix */
			setting.key = field->label;
			setting.value = field->value;
			config_emit(out, setting);
		}
	}
	setting.key = STR("command");
	setting.value = node->value;
	config_emit(out, setting);
}

void
shape_cron(struct config_out *out, const struct lens_node *root, struct str text)
{
	int64_t entry = 0;

	(void)text;
	for (size_t i = 0; i < root->count; i++) {
		if (str_is(root->children[i]->label, "entry")) {
			cron_entry(out, root->children[i], ++entry);
		} else {
			struct config_setting setting = setting_of(root->children[i]);
			setting.section = STR("environment");
			config_emit(out, setting);
		}
	}
}

void
shape_modprobe(struct config_out *out, const struct lens_node *root, struct str text)
{
	(void)text;
	for (size_t i = 0; i < root->count; i++) {
		const struct lens_node *node = root->children[i];
		struct config_setting setting = { .section = node->label,
			.entry = (int64_t)i + 1,
			.key = STR("module"),
			.value = node->value,
			.line = node->line };

		config_emit(out, setting);
		for (size_t j = 0; j < node->count; j++) {
			const struct lens_node *field = node->children[j];

			/* options snd index=1: the words are names of their own */
			setting.key = str_is(node->label, "options")
			    ? arena_join(out->arena, STR("option."), field->label)
			    : field->label;
			setting.value = field->value;
			setting.no_value = !field->has_value;
			setting.line = field->line;
			config_emit(out, setting);
		}
	}
}

/* The lens splits values at blanks; the value is the text behind "=", its continued lines joined. */
static struct str
systemd_value(const struct lens_node *node, struct str text, struct arena *arena)
{
	struct str line, rest = { 0 };
	struct buf value = { 0 };

	(void)str_split(lens_text(node, text), '=', &rest);
	while (str_line(&rest, &line)) {
		line = str_trim(line);
		if (value.len > 0 && line.len > 0 && (line.ptr[0] == '#' || line.ptr[0] == ';'))
			continue; /* a comment between continued lines */
		if (value.len > 0)
			buf_addc(&value, ' ');
		bool goes_on = str_ends(line, STR("\\"));
		buf_add(&value, goes_on ? str_trim(str_sub(line, 0, line.len - 1)) : line);
		if (!goes_on)
			break;
	}
	struct str joined = arena_str(arena, buf_str(&value));
	buf_release(&value);
	return joined;
}

void
shape_systemd(struct config_out *out, const struct lens_node *root, struct str text)
{
	for (size_t i = 0; i < root->count; i++) {
		const struct lens_node *section = root->children[i];

		for (size_t j = 0; j < section->count; j++) {
			const struct lens_node *node = section->children[j];
			config_emit(out,
			    (struct config_setting){ .section = section->label,
				.key = node->label,
				.value = systemd_value(node, text, out->arena),
				.line = node->line });
		}
	}
}
