/* SPDX-License-Identifier: Apache-2.0 */
/* 同意書台帳: Consents of the 本人. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "consent_no", COLUMN_TEXT, "同意番号|同意書番号|受付番号|consent_no" },
	{ "subject", COLUMN_SUBJECT, "宛名番号|対象者|本人|subject" },
	{ "purpose", COLUMN_TEXT, "利用目的|目的|purpose" },
	{ "recipient", COLUMN_TEXT, "提供先|提供の相手方|recipient" },
	{ "form_id", COLUMN_TEXT, "様式|同意書様式|様式番号|form_id" },
	{ "purpose_notice", COLUMN_TEXT, "利用目的の明示|目的の明示|明示方法|purpose_notice" },
	{ "obtained_on", COLUMN_DATE, "同意日|取得日|同意取得日|obtained_on" },
	{ "withdrawn_on", COLUMN_DATE, "撤回日|同意撤回日|withdrawn_on" },
};

const struct register_kind register_consent = {
	.table = "consent",
	.name_ja = "同意書台帳",
	.stems = "consent|同意|同意書台帳|同意記録|本人同意台帳",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 6, /* obtained_on */
};
