/* SPDX-License-Identifier: Apache-2.0 */
/* 承認簿: Approvals of output, print, take-out and the like. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "approval_no", COLUMN_TEXT, "承認番号|申請番号|approval_no" },
	{ "kind", COLUMN_TEXT, "種別|申請区分|区分|kind" },
	{ "user", COLUMN_TEXT, "利用者ID|ユーザID|ユーザーID|申請者ID|user" },
	{ "department", COLUMN_TEXT, "所属|部署|department" },
	{ "approver", COLUMN_TEXT, "承認者|approver" },
	{ "purpose", COLUMN_TEXT, "目的|理由|purpose" },
	{ "max_count", COLUMN_INTEGER, "件数上限|上限件数|件数|max_count" },
	{ "valid_from", COLUMN_DATE, "有効開始日|開始日|承認日|valid_from" },
	{ "valid_until", COLUMN_DATE, "有効終了日|終了日|有効期限|valid_until" },
};

const struct register_kind register_approval = {
	.table = "approval",
	.name_ja = "承認簿",
	.stems = "approval|approvals|承認|承認簿|出力承認簿|出力申請簿",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 0, /* approval_no */
};
