/* SPDX-License-Identifier: Apache-2.0 */
/* 委託先作業者名簿: Who works for a 委託先. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "contractor", COLUMN_TEXT, "委託先|委託先名|会社名|contractor" },
	{ "contract_no", COLUMN_TEXT, "契約番号|contract_no" },
	{ "worker", COLUMN_TEXT, "作業者|作業者名|作業者番号|従業者|worker" },
	{ "user", COLUMN_TEXT, "利用者ID|ユーザID|ユーザーID|付与ID|user" },
	{ "from_on", COLUMN_DATE, "作業開始日|開始日|from_on" },
	{ "until_on", COLUMN_DATE, "作業終了日|終了日|until_on" },
	{ "trained_on", COLUMN_DATE, "研修日|教育実施日|研修受講日|trained_on" },
	{ "pledged_on", COLUMN_DATE, "誓約書提出日|誓約日|pledged_on" },
};

const struct register_kind register_contractor_worker = {
	.table = "contractor_worker",
	.name_ja = "委託先作業者名簿",
	.stems =
	    "contractor_worker|contractor_workers|作業者名簿|委託先作業者名簿|委託先従業者名簿",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 2, /* worker */
};
