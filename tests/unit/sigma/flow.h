/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Document trees for tests, written on one line as YAML flow: {sel: {field|contains: [a, 'b c']}, condition: sel}. Plain and
 * 'quoted' scalars, null, lists, maps; trusted text, so no more than that.
 */
#ifndef TESTS_UNIT_SIGMA_FLOW_H
#define TESTS_UNIT_SIGMA_FLOW_H

#include "base/arena.h"
#include "base/node.h"

struct node *flow_parse(struct arena *arena, const char *text);

#endif
