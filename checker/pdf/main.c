/* SPDX-License-Identifier: Apache-2.0 */
/*
 * piacheck-pdf: a PDF on standard input → the stream of pdf/pdf.h on standard output. Started by piacheck alone, never by
 * hand; gives up everything but these two before it looks at the first byte.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "confine/confine.h"
#include "pdf/page.h"
#include "pdf/pdf.h"

#include "base/banned.h"

/* Of forms, 40 pages take 60 MiB and less than a second; what poppler decodes for one page is all it holds. */
static const struct worker_profile profile = {
	.name = "pdf",
	.memory_bytes = 512 << 20,
	.cpu_sec = 30,
	.batch = 1,
};

/* Tables of Japanese encodings (package poppler-data), for texts whose fonts are not embedded. No fonts: widths suffice. */
static const char *const readable[] = { "/usr/share/poppler", NULL };

int
out_units(double points, double most)
{
	double units = (points < 0 ? 0 : points > most ? most : points) * PDF_UNITS + 0.5;

	return units >= 0 && units < PDF_LENGTH_MAX ? (int)units : PDF_LENGTH_MAX;
}

void
out_flush(struct out *out)
{
	out->written_bytes += out->buf.len;
	if (out->written_bytes > PDF_STREAM_MAX_BYTES)
		out_fail(out, "content");
	if (!io_write_all(STDOUT_FILENO, buf_str(&out->buf)))
		_exit(EXIT_FAILURE);
	buf_clear(&out->buf);
}

_Noreturn void
out_fail(struct out *out, const char *why)
{
	buf_clear(&out->buf);
	buf_addf(&out->buf, "\nfail %s\n", why);
	(void)io_write_all(STDOUT_FILENO, buf_str(&out->buf));
	_exit(EXIT_SUCCESS);
}

void
out_count(struct out *out)
{
	if (++out->page_marks > PDF_PAGE_MARKS_MAX)
		out_fail(out, "content");
}

/* The whole file, in memory until the program ends. */
static GBytes *
read_input(struct out *out)
{
	struct stat st;

	if (fstat(STDIN_FILENO, &st) < 0 || !S_ISREG(st.st_mode))
		out_fail(out, "input");
	if (st.st_size > PDF_FILE_MAX_BYTES)
		out_fail(out, "size");
	size_t size = (size_t)st.st_size;
	void *bytes =
	    size == 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
	if (bytes == MAP_FAILED)
		out_fail(out, "input");
	return g_bytes_new_static(bytes, size);
}

static PopplerDocument *
open_document(struct out *out)
{
	GError *error = NULL;
	PopplerDocument *document = poppler_document_new_from_bytes(read_input(out), NULL, &error);

	if (document == NULL)
		out_fail(out,
		    g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED) ? "encrypted"
										   : "damaged");
	return document;
}

static void
write_page(int number, struct out *out)
{
	PopplerPage *page = poppler_document_get_page(out->document, number);

	out->page_marks = 0;
	/* A page that the tree of pages names and that is none: an empty one, so that the others keep their numbers. */
	if (page == NULL) {
		buf_adds(&out->buf, "page 0 0\n");
		return;
	}
	poppler_page_get_size(page, &out->width, &out->height);
	buf_addf(&out->buf, "page %d %d\n", out_units(out->width, out->width),
	    out_units(out->height, out->height));
	page_drawing(page, out);
	page_text(page, out);
	page_fields(page, out);
	out_flush(out);
	g_object_unref(page);
}

int
main(void)
{
	struct out out = { 0 };

	buf_adds(&out.buf, PDF_PROGRAM " " PDF_VERSION "\n");
	out_flush(&out);
	/* Texts of form fields are UTF-16, and glibc loads that from a file: held, it needs no other. */
	(void)g_iconv_open("UTF-8", "UTF-16BE");
	confine_program(&profile, readable);
	out.document = open_document(&out);
	int pages = poppler_document_get_n_pages(out.document);
	if (pages <= 0)
		out_fail(&out, "damaged");
	if (pages > PDF_PAGES_MAX)
		out_fail(&out, "pages");
	buf_addf(&out.buf, "pages %d\n", pages);
	out_flush(&out);
	for (int i = 0; i < pages; i++)
		write_page(i, &out);
	buf_addf(&out.buf, "end %d\n", pages);
	out_flush(&out);
	/* Not exit: what libraries would put in order is the kernel's to free. */
	_exit(EXIT_SUCCESS);
}
