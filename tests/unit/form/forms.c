/* SPDX-License-Identifier: Apache-2.0 */
/* Form definitions and trees for tests. */
#include "form/forms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <fcntl.h>
#include <cmocka.h>

#include "base/io.h"
#include "base/mem.h"
#include "support/sinks.h"
#include "base/banned.h"

struct node *
tree_of(enum doc_format format, struct str text, struct arena *arena, struct diags *diags)
{
	struct sink sink = sink_keeping_diags(diags);

	return doc_parse(format, text, STR("t"), arena, &sink);
}

static void
read_form(struct forms *forms, const char *path, struct diags *diags)
{
	struct arena arena = { 0 };
	struct str bytes;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(io_read_all(fd, 1 << 20, &arena, &bytes), IO_OK);
	close(fd);
	const struct node *root = tree_of(DOC_YAML, bytes, &arena, diags);
	if (root == NULL || !forms_add(forms, root, str_of(path), diags)) {
		diags_print(diags);
		fail_msg("%s is not usable", path);
	}
	arena_release(&arena);
}

void
forms_read_all(struct forms *forms)
{
	struct diags diags = { 0 };

	*forms = (struct forms){ 0 };
	read_form(forms, PIACHECK_DATADIR "/rules/forms/kiso.yaml", &diags);
	read_form(forms, PIACHECK_DATADIR "/rules/forms/jyuten.yaml", &diags);
	read_form(forms, PIACHECK_DATADIR "/rules/forms/zenkoumoku.yaml", &diags);
	assert_int_equal(diags.count, 0);
	diags_release(&diags);
}

int
forms_setup(void **state)
{
	struct forms *forms = mem_alloc(1, sizeof *forms);

	forms_read_all(forms);
	*state = forms;
	return 0;
}

int
forms_teardown(void **state)
{
	forms_release(*state);
	free(*state);
	return 0;
}

size_t
diags_count(const struct diags *diags, enum diag_code code)
{
	size_t count = 0;

	for (size_t i = 0; i < diags->count; i++)
		count += diags->list[i].code == code;
	return count;
}

const struct diag *
diags_find(const struct diags *diags, enum diag_code code)
{
	for (size_t i = 0; i < diags->count; i++)
		if (diags->list[i].code == code)
			return &diags->list[i];
	return NULL;
}

void
diags_print(const struct diags *diags)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < diags->count; i++)
		diag_line(&diags->list[i], LANG_EN, &text);
	fprintf(stderr, "%.*s", STR_ARG(buf_str(&text)));
	buf_release(&text);
}
