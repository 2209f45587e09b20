/* SPDX-License-Identifier: Apache-2.0 */
/* See heard.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/io.h"
#include "doc/heard.h"

#include "support/sinks.h"
#include "base/banned.h"

static void
put_scalar(const struct node *node, struct buf *out)
{
	static const char marks[] = { [NODE_QUOTED] = '"', [NODE_BLOCK] = '|' };

	if (node->style != NODE_PLAIN)
		buf_addc(out, marks[node->style]);
	buf_add(out, node->text);
	if (node->style != NODE_PLAIN)
		buf_addc(out, marks[node->style]);
}

void
heard_tree(const struct node *node, struct buf *out)
{
	if (node->type == NODE_NULL)
		buf_addc(out, '~');
	if (node->type == NODE_SCALAR)
		put_scalar(node, out);
	if (node->type != NODE_SEQUENCE && node->type != NODE_MAP)
		return;
	buf_addc(out, node->type == NODE_MAP ? '{' : '[');
	for (size_t i = 0; i < node->count; i++) {
		if (i > 0)
			buf_adds(out, ", ");
		if (node->type == NODE_MAP) {
			buf_add(out, node->keys[i]);
			buf_adds(out, ": ");
		}
		heard_tree(node->items[i], out);
	}
	buf_addc(out, node->type == NODE_MAP ? '}' : ']');
}

static struct node *
parse(enum doc_format format, struct str text, struct arena *arena, struct diags *diags)
{
	struct sink sink = sink_keeping_diags(diags);
	/* A copy of exactly its size, so that a read behind its end is seen. */
	char *copy = malloc(text.len + 1);

	assert_non_null(copy);
	if (text.len > 0)
		memcpy(copy + 1, text.ptr, text.len);
	struct node *root =
	    doc_parse(format, (struct str){ copy + 1, text.len }, STR("f"), arena, &sink);
	free(copy);
	return root;
}

void
heard_parse(enum doc_format format, struct str text, struct buf *out)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct node *root = parse(format, text, &arena, &diags);

	assert_int_equal(diags.count, root == NULL);
	if (root != NULL) {
		heard_tree(root, out);
	} else {
		const struct diag *diag = &diags.list[0];

		buf_addc(out, '!');
		diag_code_name(diag->code, out);
		buf_addf(out, " %u:%u", diag->line, diag->column);
		if (diag->args[0].len > 0)
			buf_addf(out, " %.*s", STR_ARG(diag->args[0]));
	}
	arena_release(&arena);
	diags_release(&diags);
}

size_t
heard_every_prefix(enum doc_format format, struct str text)
{
	size_t trees = 0;

	for (size_t n = 0; n <= text.len; n++) {
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct node *root = parse(format, str_sub(text, 0, n), &arena, &diags);

		if (diags.count != (root == NULL))
			fail_msg("%zu bytes: %zu diagnostics", n, diags.count);
		trees += root != NULL;
		arena_release(&arena);
		diags_release(&diags);
	}
	return trees;
}

void
heard_check(enum doc_format format, const struct heard_case *cases, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct buf out = { 0 };

		heard_parse(format, str_of(cases[i].text), &out);
		if (!str_is(buf_str(&out), cases[i].result)) {
			print_error(
			    "%s\ngives  %s\nnot    %s\n", cases[i].text, out.ptr, cases[i].result);
			wrong++;
		}
		buf_release(&out);
	}
	assert_int_equal(wrong, 0);
}

void
heard_bomb(enum doc_format format, const char *part, size_t count, enum diag_code code)
{
	char path[] = "/tmp/piacheck-test-XXXXXX";
	int fd = mkstemp(path);
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct buf text = { 0 };
	int64_t before;

	assert_true(fd >= 0);
	for (size_t i = 0; i < count; i++)
		buf_adds(&text, part);
	assert_true(io_write_all(fd, buf_str(&text)));
	close(fd);
	before = time_now();
	assert_null(doc_read_file(format, str_of(path), &arena, &diags));
	assert_true(time_now() - before < 20);
	unlink(path);
	if (diags.count != 1 || diags.list[0].code != code) {
		struct buf line = { 0 };

		for (size_t i = 0; i < diags.count; i++)
			diag_line(&diags.list[i], LANG_EN, &line);
		fail_msg("%s...: %s", part, line.ptr);
	}
	buf_release(&text);
	arena_release(&arena);
	diags_release(&diags);
}
