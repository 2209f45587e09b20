/* SPDX-License-Identifier: Apache-2.0 */
/* A log of the fuzzer's bytes, with a detection and the summary, read as a worker would but in this process. */
#ifndef TESTS_FUZZ_LOG_H
#define TESTS_FUZZ_LOG_H

#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"
#include "base/text.h"
#include "log/limits.h"
#include "log/read.h"
#include "log/take_in.h"

/* Every text that leaves is UTF-8: else the parent would refuse the worker. */
static void
on_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	(void)context;
	for (size_t i = 0; i < shape->column_count; i++)
		if (values[i].type == VALUE_TEXT && text_utf8_fault(values[i].text) != STR_NONE)
			__builtin_trap();
}

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	diag_add(context, code, at, a, b, c);
}

static struct sigma_rule *
rule_of(struct arena *arena, struct diags *diags)
{
	struct node *detection = node_new(arena, NODE_MAP, 1, 1);
	struct node *search = node_new(arena, NODE_MAP, 1, 1);

	node_put(arena, search, STR("user|contains"), node_text(arena, STR("u?")));
	node_put(arena, detection, STR("s"), search);
	node_put(arena, detection, STR("condition"), node_text(arena, STR("s or not s")));
	return sigma_compile(detection, STR("f"), NULL, diags);
}

/* format NULL: by content. */
static inline int
fuzz_log(const char *format, const uint8_t *data, size_t size)
{
	static const struct pseudonym pseudonym = { .key = { 1 } };
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct node *mapping = node_new(&arena, NODE_MAP, 1, 1);
	struct sigma_rule *rule = rule_of(&arena, &diags);
	const struct log_detection detection = { .rule = STR_INIT("r"), .sigma = rule };
	const struct log_job job = { .detections = &detection,
		.detection_count = 1,
		.activity = true,
		.mapping = mapping,
		.pseudonym = &pseudonym,
		.match_limit = 10 };
	struct log_read_job read = { .job = &job };
	const struct sink sink = { .context = &diags, .row = on_row, .diag = on_diag };
	int fd = memfd_create("log", MFD_CLOEXEC);

	if (format != NULL)
		node_put(&arena, mapping, STR("format"), node_text(&arena, str_of(format)));
	if (fd < 0 || !io_write_all(fd, (struct str){ (const char *)data, size }) ||
	    lseek(fd, 0, SEEK_SET) != 0)
		__builtin_trap();
	log_read_prepare(&read);
	struct region regions[2];
	const struct log_range ranges[2] = { { .to = size / 2 },
		{ .from = size / 2, .to = UINT64_MAX } };
	struct log_store *store = log_store_new();
	size_t count = size % 2 + 1; /* whole, or in two ranges */
	for (size_t i = 0; i < count; i++) {
		region_new_with_rows(&regions[i], LOG_REGION_MEMORY_BYTES, LOG_REGION_MEMORY_BYTES,
		    LOG_REGION_MEMORY_BYTES);
		log_read_input(
		    &read, fd, STR("f"), count == 1 ? LOG_WHOLE : ranges[i], &regions[i], NULL);
		const struct part_head *head = region_at(&regions[i], PART_HEAD_AT);
		region_close(&regions[i], head->used, head->rows_used);
	}
	size_t errors = diags.errors;
	(void)take_in_log(store, STR("f"), regions, count, &job, &sink, &diags);
	for (size_t i = errors; i < diags.count; i++)
		if (diags.list[i].code == DIAG_WORKER_MESSAGE)
			__builtin_trap(); /* what our own worker made is refused */
	log_store_send(store, &sink);
	log_store_free(store);
	for (size_t i = 0; i < count; i++)
		region_release(&regions[i]);
	log_read_release(&read);
	close(fd);
	sigma_free(rule);
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}

#endif
