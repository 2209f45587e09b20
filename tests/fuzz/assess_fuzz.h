/* SPDX-License-Identifier: Apache-2.0 */
/* What the two fuzz targets of assess/ share: the forms, and what must hold for whatever was read. */
#ifndef TESTS_ASSESS_FUZZ_H
#define TESTS_ASSESS_FUZZ_H

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "assess/assess.h"
#include "base/io.h"
#include "doc/doc.h"

static inline void
fuzz_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	(void)context;
	(void)shape;
	(void)values;
}

static inline void
fuzz_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	diag_add(context, code, at, a, b, c);
}

static inline struct node *
fuzz_parse(enum doc_format format, struct str bytes, struct arena *arena, struct diags *diags)
{
	struct sink sink = { .context = diags, .row = fuzz_row, .diag = fuzz_diag };

	return doc_parse(format, bytes, STR("f"), arena, &sink);
}

static inline void
fuzz_add_form(struct forms *forms, const char *path)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct str bytes = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || io_read_all(fd, 1 << 20, &arena, &bytes) != IO_OK)
		abort();
	close(fd);
	const struct node *root = fuzz_parse(DOC_YAML, bytes, &arena, &diags);
	if (root == NULL || !forms_add(forms, root, str_of(path), &diags))
		abort();
	arena_release(&arena);
	diags_release(&diags);
}

/* Read once: they are the same for all inputs. */
static inline const struct forms *
fuzz_forms(void)
{
	static struct forms forms;

	if (forms.count == 0) {
		fuzz_add_form(&forms, PIACHECK_DATADIR "/rules/forms/kiso.yaml");
		fuzz_add_form(&forms, PIACHECK_DATADIR "/rules/forms/jyuten.yaml");
		fuzz_add_form(&forms, PIACHECK_DATADIR "/rules/forms/zenkoumoku.yaml");
	}
	return &forms;
}

static inline void
fuzz_write(const struct assessment *assessment, enum doc_format format, struct buf *out)
{
	(format == DOC_XML ? assess_write_xml : assess_write_yaml)(assessment, out);
}

/* What is written is read without a fault, and writes the same. */
static inline void
fuzz_round_trip(const struct assessment *assessment, enum doc_format format)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct assessment again = { 0 };
	struct buf once = { 0 }, twice = { 0 };

	fuzz_write(assessment, format, &once);
	const struct node *root = fuzz_parse(format, buf_str(&once), &arena, &diags);
	if (root == NULL ||
	    !(format == DOC_XML ? assess_from_xml : assess_from_node)(
		&again, root, STR("f"), fuzz_forms(), &diags) ||
	    diags.count > 0)
		abort();
	fuzz_write(&again, format, &twice);
	if (!str_eq(buf_str(&once), buf_str(&twice)) ||
	    again.unknown_count != assessment->unknown_count)
		abort();
	assess_release(&again);
	buf_release(&once);
	buf_release(&twice);
	diags_release(&diags);
	arena_release(&arena);
}

static inline void
fuzz_use(const struct assessment *assessment)
{
	struct sink sink = { .context = NULL, .row = fuzz_row, .diag = fuzz_diag };
	struct buf out = { 0 };

	fuzz_round_trip(assessment, DOC_YAML);
	fuzz_round_trip(assessment, DOC_XML);
	assess_show_json(assessment, &out);
	assess_show_text(assessment, LANG_JA, &out);
	assess_emit(assessment, &sink);
	buf_release(&out);
}

#endif
