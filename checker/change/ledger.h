/* SPDX-License-Identifier: Apache-2.0 */
/* What ledger.c and ledger_show.c share. */
#ifndef CHANGE_LEDGER_H
#define CHANGE_LEDGER_H

#include "base/json.h"
#include "change/inner.h"

/* What the first entry has as the hash before it. */
#define LEDGER_GENESIS "0000000000000000000000000000000000000000000000000000000000000000"

/* The hash at the end of the chain. */
struct str ledger_head(const struct ledger *ledger);
/* An entry as the file holds it. */
void ledger_write_entry(const struct ledger *ledger, size_t i, struct json *json);

#endif
