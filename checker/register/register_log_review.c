/* SPDX-License-Identifier: Apache-2.0 */
/* ログ点検記録: Reviews of access logs. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "system", COLUMN_TEXT, "システム|システム名|対象システム|system" },
	{ "from_on", COLUMN_DATE, "対象期間開始|点検対象開始日|開始日|from_on" },
	{ "until_on", COLUMN_DATE, "対象期間終了|点検対象終了日|終了日|until_on" },
	{ "reviewed_on", COLUMN_DATE, "点検日|確認日|reviewed_on" },
	{ "reviewer", COLUMN_TEXT, "点検者|確認者|reviewer" },
	{ "result", COLUMN_TEXT, "結果|点検結果|result" },
};

const struct register_kind register_log_review = {
	.table = "log_review",
	.name_ja = "ログ点検記録",
	.stems = "log_review|log_reviews|ログ点検|ログ点検記録|ログ確認記録",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 4, /* reviewer */
};
