/* SPDX-License-Identifier: Apache-2.0 */
/* A sink that remembers what a reader sends, as text: "table column=value …" on a line, NULL left out. And logs from memory. */
#ifndef TESTS_UNIT_LOG_ROWS_H
#define TESTS_UNIT_LOG_ROWS_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/sink.h"
#include "log/log.h"

struct rows {
	struct buf text;
	struct diags diags;
	struct sink sink; /* points to this struct: not to be moved */
	size_t count;
};
void rows_init(struct rows *rows);
void rows_release(struct rows *rows);
/* How many lines begin with head. */
size_t rows_count(const struct rows *rows, const char *head);
bool rows_have(const struct rows *rows, const char *part);
bool rows_diag(const struct rows *rows, enum diag_code code, uint32_t line);

/* A file with these bytes, for reading, at its beginning; the caller closes it. */
int bytes_fd(const void *bytes, size_t len);
/* Writes the file into a directory of its own, below /tmp; path gets its name. */
void bytes_file(const void *bytes, size_t len, char path[64]);

/* As the worker would, in this process. */
void read_bytes(const struct log_job *job, const void *bytes, size_t len, struct rows *rows);
#define READ_TEXT(job, text, rows) read_bytes((job), (text), sizeof(text) - 1, (rows))

#endif
