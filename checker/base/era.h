/* SPDX-License-Identifier: Apache-2.0 */
/* The eras (元号) since 明治. For date.h, and for dates in a workbook's formats. */
#ifndef BASE_ERA_H
#define BASE_ERA_H

#include <stdint.h>

#include "base/cursor.h"
#include "base/date.h"

struct era {
	const char *name;       /* 令和 */
	uint32_t letter, sign;  /* R, ㋿ */
	struct date begin, end; /* both within it */
};

/* Goes behind the name, letter or sign of an era; NULL: there is none here. Static. */
const struct era *era_take(struct cursor *c);

/* The era of a date, also of a coarse one: that at its end. NULL before 明治. Static. */
const struct era *era_of(struct date date);

#endif
