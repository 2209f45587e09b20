/* SPDX-License-Identifier: Apache-2.0 */
/* システムID台帳: IDs of business systems and who holds them. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "system", COLUMN_TEXT, "システム|システム名|業務システム|system" },
	{ "user", COLUMN_TEXT, "利用者ID|ユーザID|ユーザーID|ID|ログインID|user" },
	{ "staff_no", COLUMN_TEXT, "職員番号|職員コード|保有者|staff_no" },
	{ "kind", COLUMN_TEXT, "種別|ID種別|区分|kind" },
	{ "contractor", COLUMN_TEXT, "委託先|委託先名|contractor" },
	{ "privilege", COLUMN_TEXT, "権限|操作権限|privilege" },
	{ "number_access", COLUMN_BOOL,
	    "個人番号閲覧|個人番号アクセス|個人番号の表示|number_access" },
	{ "factors", COLUMN_INTEGER, "認証要素数|認証の要素数|factors" },
	{ "enabled_on", COLUMN_DATE, "登録日|発行日|有効開始日|enabled_on" },
	{ "disabled_on", COLUMN_DATE, "停止日|失効日|削除日|disabled_on" },
	{ "last_login_on", COLUMN_DATE, "最終ログイン|最終ログイン日|最終利用日|last_login_on" },
	{ "reviewed_on", COLUMN_DATE, "棚卸日|権限見直し日|最終点検日|reviewed_on" },
};

const struct register_kind register_account = {
	.table = "account",
	.name_ja = "システムID台帳",
	.stems =
	    "account|accounts|ID台帳|システムID台帳|利用者ID台帳|アカウント台帳|アカウント管理簿",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 1, /* user */
};
