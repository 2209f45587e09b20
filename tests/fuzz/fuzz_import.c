/* SPDX-License-Identifier: Apache-2.0 */
/* import/read.h: any bytes as a published form, of both forms. Definitions are read once, from the sources. */
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "doc/doc.h"
#include "import/read.h"
#include "base/banned.h"

static void
no_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	(void)context;
	(void)shape;
	(void)values;
	BUG("the importer sends no rows");
}

static void
count_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	if (diag_severity(code) != DIAG_ERROR)
		return;
	(void)at;
	(void)a;
	(void)b;
	(void)c;
	(*(size_t *)context)++;
}

static void
read_form(struct forms *forms, const char *path)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	size_t count = 0;
	struct sink sink = { .context = &count, .row = no_row, .diag = count_diag };
	struct str bytes;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	BUG_IF(fd < 0 || io_read_all(fd, 1 << 20, &arena, &bytes) != IO_OK);
	close(fd);
	const struct node *root = doc_parse(DOC_YAML, bytes, str_of(path), &arena, &sink);
	BUG_IF(root == NULL || !forms_add(forms, root, str_of(path), &diags));
	arena_release(&arena);
	diags_release(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct forms forms; /* read only once read; a fuzz target lives for all its inputs */
	struct str text = { (const char *)data, size };

	if (forms.count == 0) {
		read_form(&forms, PIACHECK_DATADIR "/rules/forms/jyuten.yaml");
		read_form(&forms, PIACHECK_DATADIR "/rules/forms/zenkoumoku.yaml");
	}
	for (size_t i = 0; i < forms.count; i++) {
		struct arena arena = { 0 };
		size_t diags = 0;
		struct sink sink = { .context = &diags, .row = no_row, .diag = count_diag };
		const struct node *root =
		    import_read_bytes(text, STR("f"), &forms.list[i], &forms, &arena, &sink);

		/* Refused with a reason, or read. */
		BUG_IF((root == NULL) != (diags > 0));
		arena_release(&arena);
	}
	return 0;
}
