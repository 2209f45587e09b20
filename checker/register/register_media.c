/* SPDX-License-Identifier: Apache-2.0 */
/* 媒体管理簿: Media taken out and brought back. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "media_id", COLUMN_TEXT, "媒体番号|管理番号|媒体ID|media_id" },
	{ "kind", COLUMN_TEXT, "種別|媒体種別|媒体の種類|kind" },
	{ "serial", COLUMN_TEXT, "製造番号|シリアル|シリアル番号|serial" },
	{ "purpose", COLUMN_TEXT, "目的|持出し目的|利用目的|purpose" },
	{ "destination", COLUMN_TEXT, "持出し先|送付先|destination" },
	{ "user", COLUMN_TEXT, "利用者ID|持出し者|使用者|user" },
	{ "approver", COLUMN_TEXT, "承認者|approver" },
	{ "encrypted", COLUMN_BOOL, "暗号化|暗号化の有無|encrypted" },
	{ "taken_out_on", COLUMN_DATE, "持出し日|貸出日|taken_out_on" },
	{ "due_on", COLUMN_DATE, "返却予定日|返却期限|due_on" },
	{ "returned_on", COLUMN_DATE, "返却日|持帰り日|returned_on" },
	{ "erased_on", COLUMN_DATE, "消去日|消去確認日|erased_on" },
};

const struct register_kind register_media = {
	.table = "media",
	.name_ja = "媒体管理簿",
	.stems = "media|媒体管理簿|媒体|記録媒体管理簿|持出し管理簿",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 0, /* media_id */
};
