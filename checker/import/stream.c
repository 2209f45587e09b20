/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text layer: no cells, and inside of a page the order of the lines means nothing. Only what cannot be otherwise is taken.
 */
#include "import/found.h"

#include "base/banned.h"

void
stream_blocks(struct found *found, const struct blocks *blocks)
{
	(void)found;
	(void)blocks;
}
