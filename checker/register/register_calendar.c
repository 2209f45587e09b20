/* SPDX-License-Identifier: Apache-2.0 */
/* 開庁日カレンダー: Days on which the office differs from the law's working days. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "day", COLUMN_DATE, "日付|日|day" },
	{ "open", COLUMN_BOOL, "開庁|開庁日|open" },
	{ "name", COLUMN_TEXT, "名称|事由|name" },
};

const struct register_kind register_calendar = {
	.table = "calendar",
	.name_ja = "開庁日カレンダー",
	.stems = "calendar|カレンダー|開庁日|開庁日カレンダー|閉庁日",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 1, /* open */
};
