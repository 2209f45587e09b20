/* SPDX-License-Identifier: Apache-2.0 */
/* A host's files in a temporary folder, read by config/, and the rows that came of them as lines of text. */
#ifndef TESTS_CONFIG_HOST_H
#define TESTS_CONFIG_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct host {
	char folder[64];
	struct buf rows;    /* "etc/login.defs:1 [section] #entry KEY=value {number} effective" */
	struct buf other;   /* config_file, os_account, os_group_member: "table a|b|c" */
	struct buf diags;   /* "etc/x:line:column: name-of-the-diagnostic" */
	struct buf unknown; /* files that nothing understands */
	struct buf found;   /* the answer of host_rows */
	size_t understood, refused;
	bool ok;
};

void host_new(struct host *host);
/* Writes a file below the root, its folders made. */
void host_put(struct host *host, const char *path, const char *text);
void host_put_bytes(struct host *host, const char *path, struct str bytes);
void host_folder(struct host *host, const char *path);
void host_link(struct host *host, const char *path, const char *target);
/* Reads the folder (or, with part, the file or folder of that name in it), and fills in the texts. */
void host_read(struct host *host, const char *part);
/* The rows of files whose path begins with head, in a text that the next call reuses. */
const char *host_rows(struct host *host, const char *head);
/* Fails unless the rows of files that begin with head are exactly these. */
void host_expect(struct host *host, const char *head, const char *rows);
/* Puts one file into a new host, reads it, expects its rows. */
void host_check(const char *path, const char *text, const char *rows);
/* Puts one file into a new host, reads it, expects that it is refused with exactly this diagnostic, and no row. */
void host_refuse(const char *path, const char *text, const char *diag);
void host_free(struct host *host);

#endif
