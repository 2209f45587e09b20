/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pack, inside (rule.h says what it is). The file:
 *
 *   8 bytes    "piapack\n"
 *   32 bytes   BLAKE2b-256 over what follows
 *   the rest   one tree, as workers send them (confine.h):
 *              { program: …, digest: …, files: [{ path: …, stamp: …, reads: [table, …], tree: … }, …] }
 *
 * program is what made it, and must be what reads it; digest is that of the rules (digest.c); path is below the folder; stamp is size
 * and time of the file; reads, of a rule, are the evidence tables that its SQL names; tree is the file without its tests.
 */
#ifndef RULE_PACK_H
#define RULE_PACK_H

#include "rule/rule.h"

#define PACK_MAGIC "piapack\n"
enum { PACK_MAGIC_BYTES = sizeof PACK_MAGIC - 1, PACK_HASH_BYTES = 32 };

struct pack_file {
	struct str path;   /* as io_list_files gives it */
	struct str inside; /* below the folder */
	const struct node *tree;
	const struct node *reads; /* a sequence of texts; NULL: not a rule */
};

struct rule_pack {
	struct str dir, digest;
	struct pack_file *files; /* in the order of io_list_files */
	size_t count;
};

/* Both in the arena: what makes trees and sets of tables what they are, and size and time of a file. */
struct str pack_program(struct arena *arena);
struct str pack_stamp(struct arena *arena, struct str file); /* empty: not there */
/* The files that a pack holds: all *.yaml below the folder but profiles/. */
bool pack_list(struct str dir, struct arena *arena, struct pack_file **files, size_t *count,
    struct diags *diags);
/* The pack of a tree, dir being set; false: it is none, or not of the files as they are now. For the fuzz target, too. */
bool pack_take(struct rule_pack *pack, const struct node *root, struct arena *arena);
void pack_hash(struct str tree, unsigned char hash[PACK_HASH_BYTES]);

#endif
