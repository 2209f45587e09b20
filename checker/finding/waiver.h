/* SPDX-License-Identifier: Apache-2.0 */
/* What the files about waivers share. Their format: piacheck-waivers(5). */
#ifndef FINDING_WAIVER_H
#define FINDING_WAIVER_H

#include "base/node.h"
#include "base/sink.h"
#include "finding/finding.h"

/*
 * A file of waivers, YAML or CSV, as the tree { waivers: [ … ] }; runs in a worker (and in fuzz targets). NULL with
 * diagnostics.
 */
struct node *
waiver_parse(struct str bytes, struct str file, struct arena *arena, const struct sink *sink);
/* The CSV part of it; text is UTF-8. */
struct node *
waiver_parse_csv(struct str text, struct str file, struct arena *arena, const struct sink *sink);

/* The waivers of a tree; false when one was refused (the others are taken). */
bool waivers_from_node(
    struct waivers *waivers, const struct node *root, struct str file, struct diags *diags);

#endif
