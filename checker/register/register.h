/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Office registers (職員, 同意, 委託, 媒体, 保存 …) → evidence rows. CSV or TSV, UTF-8 or CP932, as an office keeps them in Excel:
 * title lines above the header, Japanese or English column names, 和暦 dates, full-width digits, ○ for yes. Which
 * table a file is, is told by registers.yaml in the directory, else by its file name, else by its header.
 */
#ifndef REGISTER_REGISTER_H
#define REGISTER_REGISTER_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/pseudonym.h"
#include "base/sink.h"
#include "base/str.h"


/*
 * Reads all registers of a directory, in workers; rows go to sink (with the table that each file is); bad rows are
 * diagnostics with line and column, the rest is used. false: something was refused.
 */
bool register_read(struct str dir, const struct pseudonym *pseudonym, const struct sink *sink,
    struct diags *diags);

#endif
