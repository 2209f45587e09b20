/* SPDX-License-Identifier: Apache-2.0 */
/* assessment.rng, embedded by the build, and holding a document against it. */
#ifndef ASSESS_SCHEMA_H
#define ASSESS_SCHEMA_H

#include <stdbool.h>

#include "base/sink.h"
#include "base/str.h"

/*
 * Does an XML document fit the schema? The first fault is said with its line. Runs in a worker, and on bytes that doc_parse has
 * read already: they have no DOCTYPE and are not deep.
 */
bool schema_check(struct str bytes, struct str file, const struct sink *sink);

#endif
