/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of confirming. */
#ifndef CONFIRM_LIMITS_H
#define CONFIRM_LIMITS_H

enum {
	/* Of a form and of its source, as documents are read elsewhere: the largest form seen has a fifth of a MiB. */
	CONFIRM_BYTES_MAX = 64 << 20,
	/* Of a value, a source's line or an option in a comment of the list: what a screen's two lines hold. */
	CONFIRM_SHOWN_BYTES = 480,
};

#endif
