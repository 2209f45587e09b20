/* SPDX-License-Identifier: Apache-2.0 */
/* 本人確認記録: How the number holder's identity was checked (番号法 第16条). */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "receipt_no", COLUMN_TEXT, "受付番号|整理番号|receipt_no" },
	{ "subject", COLUMN_SUBJECT, "宛名番号|対象者|本人|subject" },
	{ "received_on", COLUMN_DATE, "受付日|受領日|received_on" },
	{ "channel", COLUMN_TEXT, "受付方法|経路|窓口区分|channel" },
	{ "method", COLUMN_TEXT, "確認方法|本人確認方法|本人確認の方法|method" },
	{ "checked_by", COLUMN_TEXT, "確認者|担当者|checked_by" },
};

const struct register_kind register_identity_check = {
	.table = "identity_check",
	.name_ja = "本人確認記録",
	.stems = "identity_check|identity_checks|本人確認|本人確認記録|本人確認簿",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 4, /* method */
};
