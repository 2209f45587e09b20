/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What piacheck-pdf says about a PDF: the stream between the program that links poppler (GPL) and the importer, which makes
 * cells of it. The program only measures; what the marks on a page mean is decided behind the pipe, in a worker that knows no PDF.
 *
 * Lines of ASCII words and numbers, each ended by LF; only the text of a run is UTF-8 (no control characters). Lengths are
 * tenths of a point, integers, from the upper left corner of the page as it is shown; x to the right, y downwards.
 *
 *   %piacheck-pdf            put before the stream by the main process, so that it is known for what it is
 *   piacheck-pdf 1           the program's first line: the version of this format
 *   pages N                  how many pages will come, for those who wait
 *   page W H                 begins a page
 *   t X0 Y0 X1 Y1 TEXT       a run of characters on one line without blanks, each about as wide as the others; the rectangle is
 *                            that of the line: taller than the characters
 *   h X0 X1 Y                a ruled line; pieces of one line may come one by one
 *   v X Y0 Y1
 *   o X0 Y0 X1 Y1            an ellipse that is drawn and not filled
 *   s X0 Y0 X1 Y1            a small square: a box to be ticked
 *   d X0 Y0 X1 Y1            any other small mark that is drawn: a tick, a blot
 *   c X0 Y0 X1 Y1 0|1        a check box or radio button of a form, off or on
 *   end N                    last line; N = number of pages. What does not end so is not whole.
 *   fail WHY                 instead: the PDF is refused. encrypted: a password is asked for; damaged: poppler finds no document in
 *                            it; pages, size, content: more than PDF_PAGES_MAX, PDF_FILE_MAX_BYTES, PDF_PAGE_MARKS_MAX or
 *                            PDF_STREAM_MAX_BYTES; input: standard input is no file
 *   ended HOW                instead, from the starter: the program ended abnormally (confine/confine.h)
 */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#define PDF_PROGRAM "piacheck-pdf"
#define PDF_STREAM "%piacheck-pdf\n"
#define PDF_VERSION "1"

enum {
	PDF_UNITS = 10, /* of a point */

	/* Reason: forms of 60 pages with embedded fonts have 1 to 3 MB; a scan of such a form 30 MB. */
	PDF_FILE_MAX_BYTES = 64 << 20,
	/* Reason: the same as of every source: IMPORT_PAGES_MAX. Forms have tens of pages. */
	PDF_PAGES_MAX = 400,
	/* Reason: a dense page of a form has 2,500 characters and 400 pieces of lines; a drawing has more. */
	PDF_PAGE_MARKS_MAX = 60000,
	/* Reason: a spreadsheet clips each cell's text; more are not looked through for each character. */
	PDF_CLIPS_MAX = 3000,
	/* Reason: a page of a form takes 15 KB. The same as of a text: IMPORT_TEXT_MAX_BYTES. */
	PDF_STREAM_MAX_BYTES = 8 << 20,
	/* Reason: PDF itself ends at 14,400 points. */
	PDF_LENGTH_MAX = 14400 * PDF_UNITS,
	/* Reason: characters of one run are taken as equally wide; a line is seldom longer. */
	PDF_RUN_CHARS_MAX = 200,
};

#endif
