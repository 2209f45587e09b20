/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of host configuration accept at most, each with its reason. */
#ifndef CONFIG_LIMITS_H
#define CONFIG_LIMITS_H

enum {
	/* Real files of these kinds have at most 100 KB. */
	CONFIG_FILE_MAX_BYTES = 1 << 20,
	/*
	 * Of those with a lens: it needs some 500 times the memory of its text, and from about 15,000 records on the
	 * regular expressions that it is made of give up, which libaugeas takes for a fault in line 1.
	 */
	CONFIG_LENS_MAX_BYTES = 256 << 10,
	CONFIG_LENS_MAX_LINES = 8000,
	/* A Terraform plan of a large office has 10-20 MB. */
	CONFIG_DOCUMENT_MAX_BYTES = 32 << 20,
	/* The longest line in real files is a sudoers alias of a few KB. */
	CONFIG_LINE_MAX_BYTES = 16 * 1024,
	/* Settings of one file: postgresql.conf has 350, a large Terraform plan 100,000. */
	CONFIG_ROWS_MAX = 200 * 1000,
	/* Settings of one root: a host has 10,000. What is kept of one is 250 bytes: 75 MB at most. */
	CONFIG_ROOT_ROWS_MAX = 300 * 1000,
	/* Configuration files below one root: a live host has about 600, most of them systemd units. */
	CONFIG_FILES_MAX = 4 * 1000,
	/* Files looked at while searching for documents and counting what nothing understands. */
	CONFIG_VISITED_MAX = 200 * 1000,
	/* Folders within folders: /etc has 6. */
	CONFIG_FOLDER_DEPTH_MAX = 32,
	/* Inputs that are open at a time: RLIMIT_NOFILE is 1024 by default. */
	CONFIG_OPEN_MAX = 256,
	/* sshd itself stops at 16 (servconf.c, SERVCONF_MAX_DEPTH). */
	CONFIG_INCLUDE_DEPTH_MAX = 16,
	/* Blocks within blocks; the deepest seen in real nginx files is 6. */
	CONFIG_BLOCK_DEPTH_MAX = 32,
	/* More words than any real line has: sshd's AllowUsers with hundreds of names. */
	CONFIG_WORDS_MAX = 1024,
};

#endif
