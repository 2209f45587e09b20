/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit.rules: options of auditctl(8), a rule in each line. No lens of libaugeas reads it. Each rule is an entry; its
 * options have the names of the table below.
 */
#include "base/scope.h"
#include "config/format.h"
#include "config/formats.h"
#include "config/words.h"
#include "base/banned.h"

static const struct option {
	const char *sign, *key;
	bool has_value, is_list;
} options[] = {
	{ "-w", "watch", true, false },
	{ "-W", "remove_watch", true, false },
	{ "-p", "permission", true, false },
	{ "-k", "key", true, false },
	{ "-a", "action", true, false },
	{ "-A", "action", true, false },
	{ "-d", "delete", true, false },
	{ "-S", "syscall", true, true },
	{ "-F", "field", true, false },
	{ "-C", "compare", true, false },
	{ "-e", "enabled", true, false },
	{ "-f", "failure", true, false },
	{ "-b", "backlog", true, false },
	{ "-r", "rate", true, false },
	{ "-q", "equivalent", true, false },
	{ "-D", "delete_all", false, false },
	{ "-c", "continue", false, false },
	{ "-i", "ignore", false, false },
	{ "-t", "trim", false, false },
	{ "--backlog_wait_time", "backlog_wait_time", true, false },
	{ "--loginuid-immutable", "loginuid_immutable", false, false },
	{ "--reset-lost", "reset_lost", false, false },
	{ "--reset_backlog_wait_time_actual", "reset_backlog_wait_time", false, false },
};

static const struct option *
find_option(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(options); i++)
		if (str_is(word, options[i].sign))
			return &options[i];
	return NULL;
}

static void
emit_option(struct config_out *out, const struct option *option, struct str value,
    struct config_setting base)
{
	base.key = str_of(option->key);
	base.no_value = !option->has_value;
	while (option->is_list && str_find_char(value, ',', 0) != STR_NONE) {
		base.value = str_split(value, ',', &value);
		config_emit(out, base);
	}
	base.value = value;
	config_emit(out, base);
}

static void
read_rule(struct config_out *out, struct str line, int64_t entry, uint32_t number)
{
	const struct config_setting base = { .entry = entry, .line = number };
	struct str word, value = { 0 };
	bool open = false;

	while (words_next(&line, out->arena, &word, &open)) {
		const struct option *option = find_option(word);
		if (option == NULL) {
			config_refuse(out, DIAG_CONFIG_SYNTAX, number, 0, str_of(out->kind->name),
			    str_of(out->kind->check));
			return;
		}
		if (option->has_value && !words_next(&line, out->arena, &value, &open)) {
			config_refuse(
			    out, DIAG_CONFIG_NO_VALUE, number, 0, word, (struct str){ 0 });
			return;
		}
		emit_option(out, option, option->has_value ? value : (struct str){ 0 }, base);
	}
	if (open)
		config_refuse(
		    out, DIAG_CONFIG_QUOTE, number, 0, (struct str){ 0 }, (struct str){ 0 });
}

void
format_audit_rules(struct config_out *out, struct str text)
{
	struct str line;
	uint32_t number = 0;
	int64_t entry = 0;

	while (!out->refused && str_line(&text, &line)) {
		number++;
		line = str_trim(line);
		if (line.len > 0 && line.ptr[0] != '#')
			read_rule(out, line, ++entry, number);
	}
}
