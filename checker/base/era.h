/* SPDX-License-Identifier: Apache-2.0 */
/* The eras (元号) since 明治. Private to base/. */
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

#endif
