/* SPDX-License-Identifier: Apache-2.0 */
/* A sink that remembers what a reader sends, as text: "table column=value …" on a line, NULL left out. And logs from memory. */
#ifndef TESTS_UNIT_LOG_SENT_H
#define TESTS_UNIT_LOG_SENT_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/sink.h"
#include "log/log.h"

struct sent {
	struct buf text;
	struct diags diags;
	struct sink sink; /* points to this struct: not to be moved */
	size_t count;
};
void sent_init(struct sent *rows);
void sent_release(struct sent *rows);
/* How many lines begin with head. */
size_t sent_count(const struct sent *rows, const char *head);
bool sent_have(const struct sent *rows, const char *part);
bool sent_diag(const struct sent *rows, enum diag_code code, uint32_t line);

/* A file with these bytes, for reading, at its beginning; the caller closes it. */
int sent_fd(const void *bytes, size_t len);
/* Writes the file into a directory of its own, below /tmp; path gets its name. */
void sent_file(const void *bytes, size_t len, char path[64]);

/* Reads the logs as the product does; all rows of log_file, match, activity and activity_subject. */
bool sent_logs(const struct str *files, size_t count, const struct log_job *job, struct sent *rows);
/* The store's rows; frees it. */
void sent_store(struct log_store *store, struct sent *rows);
/* One log in ranges that are cut at these offsets. */
void sent_ranges(const struct log_job *job, const void *bytes, size_t len, const size_t *cuts,
    size_t cut_count, struct sent *rows);
/* One log that grows: looked at when it ends at each of the offsets, and at last whole. */
void sent_grown(const struct log_job *job, const void *bytes, size_t len, const size_t *ends,
    size_t end_count, struct sent *rows);
/* As the worker would, in this process. */
void sent_read(const struct log_job *job, const void *bytes, size_t len, struct sent *rows);
#define READ_TEXT(job, text, rows) sent_read((job), (text), sizeof(text) - 1, (rows))

#endif
