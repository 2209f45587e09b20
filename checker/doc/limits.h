/* SPDX-License-Identifier: Apache-2.0 */
/* The limits of documents, each with its reason. Private to doc/ and its tests. */
#ifndef DOC_LIMITS_H
#define DOC_LIMITS_H

enum {
	/* A Terraform plan of a large site has some 20 MiB; the tree of 64 MiB still fits a worker's memory. */
	DOC_BYTES_MAX = 64 << 20,
	/* Forms need 8 levels, Kubernetes 15. libyaml is quadratic in the depth and has no limit of its own. */
	DOC_DEPTH_MAX = 64,
	/* An XML element is two levels of the tree: its map, and in it the attributes or the children. */
	DOC_FRAMES_MAX = 2 * DOC_DEPTH_MAX + 2,
	/* About 100 bytes each: 200 MB. */
	DOC_NODES_MAX = 2000000,
	/* Files opened at once: below the usual limit of 1024 descriptors. */
	DOC_OPEN_FILES = 512,
};

#endif
