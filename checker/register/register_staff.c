/* SPDX-License-Identifier: Apache-2.0 */
/* 職員台帳: Who is in which post, and from when to when. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "staff_no", COLUMN_TEXT, "職員番号|職員コード|職員No|staff_no" },
	{ "user", COLUMN_TEXT,
	    "利用者ID|ユーザID|ユーザーID|職員ID|操作者ID|ログインID|user|user_id" },
	{ "department", COLUMN_TEXT, "所属|部署|課|所属名|department" },
	{ "post", COLUMN_TEXT, "役職|職名|役職名|post" },
	{ "duty", COLUMN_TEXT, "担当事務|担当業務|事務|duty" },
	{ "role", COLUMN_TEXT, "役割|安全管理上の役割|role" },
	{ "from_on", COLUMN_DATE, "着任日|開始日|発令日|配属日|from_on|from" },
	{ "left_on", COLUMN_DATE, "離任日|退職日|異動日|終了日|満了日|left_on|until" },
};

const struct register_kind register_staff = {
	.table = "staff",
	.name_ja = "職員台帳",
	.stems = "staff|職員|職員台帳|職員一覧|職員名簿|人事異動",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 1, /* user */
};
