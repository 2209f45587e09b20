/* SPDX-License-Identifier: Apache-2.0 */
/* What runs in the worker, as functions of bytes: for the worker, for unit tests and for the fuzz target. */
#ifndef IMPORT_READ_H
#define IMPORT_READ_H

#include "base/arena.h"
#include "base/node.h"
#include "base/sink.h"
#include "base/str.h"
#include "form/form.h"

/*
 * The bytes of a published form → { assessment: the YAML shape, loose: [{line, text}] }, in the arena. form NULL: by the
 * title. NULL with diagnostics when it is refused. Parses outside data: never in the parent.
 */
struct node *import_read_bytes(struct str bytes, struct str file, const struct form *form,
    const struct forms *forms, struct arena *arena, const struct sink *sink);

#endif
