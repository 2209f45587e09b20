/* SPDX-License-Identifier: Apache-2.0 */
/* In the parent: a PDF is handed to piacheck-pdf, and the worker reads what that says instead of it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "confine/confine.h"
#include "import/pdf_input.h"
#include "pdf/pdf.h"

#include "base/banned.h"

/* Viewers look for the head of a PDF in its first 1024 bytes. */
enum { HEAD_BYTES = 1024 };

static bool
is_pdf(int fd)
{
	char head[HEAD_BYTES];
	ssize_t n = pread(fd, head, sizeof head, 0);

	return n > 0 && str_has((struct str){ head, (size_t)n }, STR("%PDF-"));
}

bool
import_pdf_input(int *fd, struct str file, struct diags *diags)
{
	struct buf reason = { 0 };
	int answer = -1;

	if (!is_pdf(*fd))
		return true;
	switch (confine_start(*fd, STR(PDF_STREAM), &answer)) {
	case PROGRAM_STARTED:
		close(*fd);
		*fd = answer;
		return true;
	case PROGRAM_ABSENT:
		diag_addz(diags, DIAG_IMPORT_PDF_ABSENT, (struct diag_at){ .file = file }, NULL,
		    NULL, NULL);
		return false;
	case PROGRAM_FAILED:
		io_error_text(errno, &reason);
		diag_add(diags, DIAG_IMPORT_PDF_START, (struct diag_at){ .file = file },
		    buf_str(&reason), (struct str){ 0 }, (struct str){ 0 });
		buf_release(&reason);
		break;
	}
	return false;
}
