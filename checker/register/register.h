/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Office registers (職員, 同意, 委託, 媒体, 保存 …) → evidence rows. CSV or TSV, UTF-8 or CP932, as an
 * office keeps them in Excel: title lines above the header, Japanese or English column names,
 * 和暦 dates, full-width digits, ○ for yes. Which table a file is, is told by registers.yaml in the
 * directory, else by its file name, else by its header.
 *
 *   registers:
 *     - file: 職員一覧.csv
 *       table: staff
 *       header_line: 3                    # optional
 *       columns: {staff_no: 職員コード}     # optional; other columns by their known names
 */
#ifndef REGISTER_REGISTER_H
#define REGISTER_REGISTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/pseudonym.h"
#include "base/sink.h"
#include "base/str.h"

/* Told for every file that is a register, after its rows: it is evidence, even when it has none. */
struct register_given {
	void *context;
	/* status: "read" or "partly" (some rows were refused) or "refused". */
	void (*file)(
	    void *context, const char *table, struct str file, const char *status, size_t rows);
};

/*
 * Reads all registers (*.csv, *.tsv, *.txt) of a directory, in workers; rows go to sink. A row with a cell
 * that is not of its column's type is a diagnostic with line and column and is left out; the rest is used.
 * Subjects become pseudonyms in the worker. false: something was refused.
 */
bool register_read(struct str dir, const struct pseudonym *pseudonym, const struct sink *sink,
    const struct register_given *given, struct diags *diags);

/* The Japanese name of a register's table (職員台帳 of staff), for messages; NULL: no such register. Static. */
const char *register_name_ja(struct str table);

#endif
