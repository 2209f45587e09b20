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
