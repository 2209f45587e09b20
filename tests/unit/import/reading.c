/* SPDX-License-Identifier: Apache-2.0 */
/* Importing small invented texts in this process, and asking what they became. */
#include "import/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "import/read.h"
#include "support/sinks.h"
#include "base/banned.h"

void
reading_init(struct reading *reading, const struct forms *forms, const char *form, struct str text)
{
	const struct form *named = *form == '\0' ? NULL : forms_find(forms, str_of(form), STR(""));
	struct sink sink = sink_keeping_diags(&reading->diags);

	*reading = (struct reading){ 0 };
	const struct node *root =
	    import_read_bytes(text, STR("t.txt"), named, forms, &reading->arena, &sink);
	reading->items = node_find(node_find(root, "assessment"), "items");
	reading->loose = node_find(root, "loose");
}

void
reading_release(struct reading *reading)
{
	arena_release(&reading->arena);
	diags_release(&reading->diags);
}

const char *
reading_state(struct reading *reading, const char *id)
{
	const char *slash = strchr(id, '/');
	struct str name = slash == NULL ? str_of(id) : (struct str){ id, (size_t)(slash - id) };
	const struct node *item = node_find_str(reading->items, name);
	const struct node *state = node_find(item, "state");

	if (item == NULL)
		return "unknown";
	return state == NULL ? "read" : arena_cstr(&reading->arena, state->text);
}

const char *
reading_value(struct reading *reading, const char *id)
{
	const char *slash = strchr(id, '/');
	struct str name = slash == NULL ? str_of(id) : (struct str){ id, (size_t)(slash - id) };
	const struct node *value = node_find(node_find_str(reading->items, name), "value");

	if (slash != NULL)
		value = node_find(value, slash + 1);
	if (value != NULL && value->type == NODE_MAP && node_find(value, "mark") != NULL)
		value = node_find(value, "mark");
	return value == NULL ? "" : arena_cstr(&reading->arena, value->text);
}

size_t
reading_failures(const struct read_case *cases, size_t count)
{
	struct forms forms = { 0 };
	size_t failed = 0;

	forms_read_all(&forms);
	for (size_t i = 0; i < count; i++) {
		const struct read_case *c = &cases[i];
		struct reading reading;

		reading_init(&reading, &forms, c->form, str_of(c->text));
		const char *state = reading_state(&reading, c->id);
		const char *value = reading_value(&reading, c->id);
		if (strcmp(state, c->state) != 0 || strcmp(value, c->value) != 0) {
			print_error("%s: %s is %s \"%s\", not %s \"%s\"\n", c->what, c->id, state,
			    value, c->state, c->value);
			failed++;
		}
		reading_release(&reading);
	}
	forms_release(&forms);
	return failed;
}
