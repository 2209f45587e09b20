/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sigma detections (specification v2.1.0): read from a document tree, compiled once, matched against events.
 *
 * What the specification has and this version does not support is refused by name with line and column.
 */
#ifndef SIGMA_SIGMA_H
#define SIGMA_SIGMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/node.h"
#include "base/str.h"

struct sigma_rule;	/* compiled; read only, shared with workers by fork */

/* One field of an event. null: present without a value. */
struct sigma_field {
	struct str name, value;
	bool null;
};
/* Fields in any order, names as in the mapping. */
struct sigma_event {
	const struct sigma_field *fields;
	size_t count;
};

/*
 * Values for |expand: fills list with the values of %name%, in *arena; false: not known (the rule is then refused).
 */
struct sigma_expand {
	void *context;
	bool (*values)(void *context, struct str name, struct arena *arena, struct str **list,
	    size_t *count);
};

/* The value of a rule's `detection:` key. NULL with diagnostics. expand may be NULL. Freed by sigma_free. */
struct sigma_rule *sigma_compile(const struct node *detection, struct str file,
    const struct sigma_expand *expand, struct diags *diags);
bool sigma_match(const struct sigma_rule *rule, const struct sigma_event *event);
void sigma_free(struct sigma_rule *rule);	/* takes NULL */

/* The names of the fields that the rule looks at; keywords: true when it searches the whole event. */
void sigma_fields(const struct sigma_rule *rule, void *context,
    void (*each)(void *context, struct str name), bool *keywords);

/* logsource of a rule against what a log is declared as; NULL node matches all. */
bool sigma_logsource_matches(const struct node *logsource, struct str category, struct str product,
    struct str service);

#endif
