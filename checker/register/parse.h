/* SPDX-License-Identifier: Apache-2.0 */
/* One register's bytes → rows. Runs in a worker; tests and fuzz targets call it in their own process. */
#ifndef REGISTER_PARSE_H
#define REGISTER_PARSE_H

#include "base/pseudonym.h"
#include "base/sink.h"
#include "base/str.h"
#include "register/layout.h"

/*
 * Rows of the register's table, then one row of `source` (kind = the table, status read, partly or refused), when it
 * is known which register it is; diagnostics. bytes: the whole file, UTF-8 or CP932. pseudonym may be NULL (subjects
 * are left as they are).
 */
void register_parse(struct str bytes, struct str file, const struct layout_hint *hint,
    const struct pseudonym *pseudonym, const struct sink *sink);

#endif
