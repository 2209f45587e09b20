/* SPDX-License-Identifier: Apache-2.0 */
/* 研修受講記録: Who took which training. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "staff_no", COLUMN_TEXT, "職員番号|職員コード|staff_no" },
	{ "user", COLUMN_TEXT, "利用者ID|ユーザID|ユーザーID|user" },
	{ "course", COLUMN_TEXT, "研修名|講座名|研修|course" },
	{ "held_on", COLUMN_DATE, "実施日|受講日|held_on" },
	{ "completed", COLUMN_BOOL, "修了|受講|受講状況|completed" },
};

const struct register_kind register_training = {
	.table = "training",
	.name_ja = "研修受講記録",
	.stems = "training|研修|研修記録|研修受講記録|研修受講者名簿",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 2, /* course */
};
