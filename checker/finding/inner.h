/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of finding/ share. */
#ifndef FINDING_INNER_H
#define FINDING_INNER_H

#include "finding/finding.h"

/* A copy of the text in the arena, 個人番号 masked. */
struct str finding_keep(struct arena *arena, struct str text);

/* A total order over findings: the order of every report. */
void finding_sort(struct finding_run *run);
/* Item ids in the order of the form: cover, I … VI, app1 …; numbers as numbers. -1, 0, 1. */
int finding_item_cmp(struct str a, struct str b);

/* Sets the fingerprints of all but FIXED rows; the list is sorted. */
void finding_set_fingerprints(struct finding_run *run);

/*
 * One finding as an object of -f json. lang picks the texts.
 */
struct json;

/* The rule of the run with this id, or NULL. */
const struct finding_rule *finding_run_rule(const struct finding_run *run, struct str id);

#endif
