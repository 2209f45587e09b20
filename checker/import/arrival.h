/* SPDX-License-Identifier: Apache-2.0 */
/* In the worker: how much of an input has come through its pipe, or from a slow disk: of a PDF pages, else bytes. Private to import/. */
#ifndef IMPORT_ARRIVAL_H
#define IMPORT_ARRIVAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/sink.h"
#include "base/str.h"

/* Zero-initialise but for the sink. */
struct arrival {
	const struct sink *sink;
	size_t seen; /* bytes of a PDF's stream that were looked at */
	uint64_t pages, total_pages;
};

/* For io_read_all_telling; context is a struct arrival. */
void arrival_listen(void *context, struct str so_far);

#endif
