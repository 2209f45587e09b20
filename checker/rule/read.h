/* SPDX-License-Identifier: Apache-2.0 */
/* Reading one rule from its document; used by rules_read (read.c), the fuzz target and the unit tests. */
#ifndef RULE_READ_H
#define RULE_READ_H

#include "rule/rule.h"

/* The rule of a document tree; false with diagnostics. sigma_free(rule->sigma) is the caller's. */
bool rule_from_node(struct rules *rules, struct rule *rule, const struct node *root,
    struct str file, struct diags *diags);
/*
 * A rule file's tree, or one of rules/data/, into the set: for tests, which have trees and no files. The tree must outlive the set.
 * Sorting, digest: rules_finish.
 */
bool rules_add(struct rules *rules, const struct node *root, struct str file, struct diags *diags);
bool
rules_add_data(struct rules *rules, const struct node *root, struct str file, struct diags *diags);
/* false: a correlation was refused. */
bool rules_finish(struct rules *rules, struct diags *diags);

/* digest.c: BLAKE2b-256 over all rules and reference tables as understood (keys, values, types), in hexadecimal digits. */
void rules_set_digest(struct rules *rules);

/*
 * correlate.c: compiles the correlations of the set, when all of its rules are there and sorted. One that is wrong, or counts a rule that is not
 * there, is refused (diagnostics) and leaves the set: false.
 */
bool rules_correlate(struct rules *rules, struct diags *diags);
/* The rule of that number, or NULL. */
struct rule *rules_numbered(const struct rules *rules, long number);
/*
 * The first rule whose detection it rests on and that no log was for, by its logsource; NULL: none, or it found something in the logs all
 * the same (a correlation over several rules).
 */
const struct rule *rule_uncovered(const struct evidence *evidence, const struct rule *rule);
/* Of keep (one for each rule) those that are kept to be counted by others become silent and are kept, too. */
void rules_keep_counted(struct rules *rules, bool *keep);

bool rule_family_known(struct str family);

#endif
