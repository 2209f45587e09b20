/* SPDX-License-Identifier: Apache-2.0 */
/* One register's bytes → rows. Runs in a worker; tests and fuzz targets call it in their own process. */
#ifndef REGISTER_PARSE_H
#define REGISTER_PARSE_H

#include "base/arena.h"
#include "base/pseudonym.h"
#include "base/sink.h"
#include "base/str.h"
#include "register/layout.h"

/*
 * The shapes of the rows, register_kind_count of them in that order. They must stand as long as rows are sent through one
 * sink, from whatever file: a shape's pointer is its identity (base/sink.h).
 */
const struct sink_shape *register_shapes(struct arena *arena);

/*
 * Rows of the register's table, then one row of `source` (kind = the table, status read, partly or refused), when it
 * is known which register it is; diagnostics. bytes: the whole file, UTF-8 or CP932. pseudonym may be NULL (subjects
 * are left as they are).
 */
void register_parse(struct str bytes, struct str file, const struct layout_hint *hint,
    const struct pseudonym *pseudonym, const struct sink_shape *shapes, const struct sink *sink);

#endif
