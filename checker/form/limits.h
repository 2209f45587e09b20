/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of form definitions. They come from rules directories that anyone may write. */
#ifndef FORM_LIMITS_H
#define FORM_LIMITS_H

enum {
	FORM_ITEMS_MAX = 2000,  /* the largest form has 300; every assessment is laid out by them */
	FORM_SET_MAX = 64,      /* options or marks of one set; the longest has 19 */
	FORM_VARIANTS_MAX = 32, /* other spellings of one label */
};

#endif
