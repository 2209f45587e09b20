/* SPDX-License-Identifier: Apache-2.0 */
/* 再委託承認台帳: Consents to 再委託 (番号法 第10条). */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "approval_no", COLUMN_TEXT, "承認番号|許諾番号|approval_no" },
	{ "contract_no", COLUMN_TEXT, "契約番号|contract_no" },
	{ "contractor", COLUMN_TEXT, "委託先|委託先名|受託者|contractor" },
	{ "subcontractor", COLUMN_TEXT, "再委託先|再委託先名|subcontractor" },
	{ "work", COLUMN_TEXT, "再委託事項|再委託業務|work" },
	{ "depth", COLUMN_INTEGER, "段階|再委託段階|depth" },
	{ "applied_on", COLUMN_DATE, "申請日|applied_on" },
	{ "approved_on", COLUMN_DATE, "承認日|許諾日|approved_on" },
	{ "started_on", COLUMN_DATE, "開始日|再委託開始日|started_on" },
	{ "until_on", COLUMN_DATE, "終了日|再委託終了日|until_on" },
	{ "approver", COLUMN_TEXT, "承認者|許諾者|approver" },
};

const struct register_kind register_subcontract = {
	.table = "subcontract",
	.name_ja = "再委託承認台帳",
	.stems = "subcontract|subcontracts|再委託|再委託承認|再委託承認台帳|再委託許諾台帳",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 3, /* subcontractor */
};
