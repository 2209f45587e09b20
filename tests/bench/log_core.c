/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The log engine alone, in this process and unconfined: what callgrind counts and profilers look at. Prints what the product would know.
 *
 *   log_core RULES_DIR LOG
 */
#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "doc/doc.h"
#include "log/limits.h"
#include "log/log.h"
#include "log/read.h"
#include "log/take_in.h"

#include "base/banned.h"

enum { RULES_MAX = 4096, FILE_MAX = 1 << 24 };

static void
on_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	(void)context;
	(void)shape;
	(void)values;
}

static int
is_rule(const struct dirent *entry)
{
	return str_ends(str_of(entry->d_name), STR(".yaml"));
}

static size_t
read_rules(const char *dir, struct arena *arena, struct log_detection *list, struct diags *diags)
{
	struct dirent **names;
	size_t count = 0;
	int n = scandir(dir, &names, is_rule, alphasort);

	BUG_IF(n < 0);
	for (int i = 0; i < n && count < RULES_MAX; i++) {
		struct str path = arena_printf(arena, "%s/%s", dir, names[i]->d_name), bytes;
		int fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
		BUG_IF(fd < 0 || io_read_all(fd, FILE_MAX, arena, &bytes) != IO_OK);
		close(fd);
		struct node *root = doc_parse(DOC_YAML, bytes, path, arena, &(struct sink){ 0 });
		const struct node *detection = node_find(root, "detection");
		if (detection == NULL)
			continue;
		list[count].rule = path;
		list[count].logsource = node_find(root, "logsource");
		list[count].sigma = sigma_compile(detection, path, NULL, diags);
		count += list[count].sigma != NULL;
		free(names[i]);
	}
	return count;
}

int
main(int argc, char **argv)
{
	static struct log_detection detections[RULES_MAX];
	static const struct pseudonym pseudonym = { .key = { 1 } };
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct region region;

	if (argc != 3 || sodium_init() < 0)
		return 2;
	struct log_job job = { .detections = detections,
		.activity = true,
		.activity_without = 1U << LOG_KEY_RESULT | 1U << LOG_KEY_NUMBER_ACCESSED,
		.match_without = ~1U,
		.match_no_numbers = true,
		.pseudonym = &pseudonym,
		.match_limit = 100000 };
	job.detection_count = read_rules(argv[1], &arena, detections, &diags);
	struct log_read_job read = { .job = &job };
	int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
	BUG_IF(fd < 0);
	log_read_prepare(&read);
	region_new_with_rows(&region, LOG_REGION_BYTES, LOG_REGION_MEMORY_BYTES, LOG_REGION_BYTES);
	log_read_input(&read, fd, str_of(argv[2]), LOG_WHOLE, &region, NULL);
	const struct part_head *head = region_at(&region, PART_HEAD_AT);
	printf("records %llu bad %llu rules %zu region %llu\n", (unsigned long long)head->records,
	    (unsigned long long)head->bad, job.detection_count, (unsigned long long)head->used);
	close(fd);
	if (getenv("LOG_CORE_STORE") != NULL) {
		struct log_store *store = log_store_new();
		const struct sink sink = { .row = on_row };
		region_close(&region, head->used, head->rows_used);
		(void)take_in_log(store, str_of(argv[2]), &region, 1, &job, &sink, &diags);
		struct log_subjects_scan *subjects = log_subjects_open(store);
		size_t user_days = 0;
		while (log_subjects_next(subjects) != NULL)
			user_days++;
		log_subjects_close(subjects);
		printf("groups %llu user-days %zu\n", (unsigned long long)log_store_size(store),
		    user_days);
		log_store_free(store);
	}
	region_release(&region);
	log_read_release(&read);
	return 0;
}
