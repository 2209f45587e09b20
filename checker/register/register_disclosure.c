/* SPDX-License-Identifier: Apache-2.0 */
/* 提供記録: What was given to whom on which legal basis (番号法 第19条). */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "disclosure_no", COLUMN_TEXT, "提供番号|整理番号|番号|disclosure_no" },
	{ "subject", COLUMN_SUBJECT, "宛名番号|対象者|本人|subject" },
	{ "recipient", COLUMN_TEXT, "提供先|提供先機関|recipient" },
	{ "basis", COLUMN_TEXT, "根拠|法令上の根拠|提供の根拠|basis" },
	{ "method", COLUMN_TEXT, "提供方法|方法|method" },
	{ "information", COLUMN_TEXT, "提供情報|提供した情報|情報|information" },
	{ "disclosed_on", COLUMN_DATE, "提供日|提供年月日|disclosed_on" },
	{ "user", COLUMN_TEXT, "利用者ID|ユーザID|担当者ID|操作者ID|user" },
};

const struct register_kind register_disclosure = {
	.table = "disclosure",
	.name_ja = "提供記録",
	.stems = "disclosure|disclosures|提供記録|提供台帳|特定個人情報提供記録",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 2, /* recipient */
};
