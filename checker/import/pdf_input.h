/* SPDX-License-Identifier: Apache-2.0 */
/* PDFs before they are blocks. Private to import/. */
#ifndef IMPORT_PDF_INPUT_H
#define IMPORT_PDF_INPUT_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/str.h"

/*
 * *fd is an input that was opened. When it is a PDF, piacheck-pdf is started on it and *fd becomes the pipe of its answer, which
 * import_source_pdf reads; else nothing happens. false with a diagnostic: it is a PDF that cannot be read here; *fd stays.
 */
bool import_pdf_input(int *fd, struct str file, struct diags *diags);

#endif
