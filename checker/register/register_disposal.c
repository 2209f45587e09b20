/* SPDX-License-Identifier: Apache-2.0 */
/* 廃棄・消去記録: What was disposed of or erased, how, and who saw it. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "disposal_no", COLUMN_TEXT, "廃棄番号|整理番号|番号|disposal_no" },
	{ "what", COLUMN_TEXT, "対象|廃棄対象|what" },
	{ "media_id", COLUMN_TEXT, "媒体番号|管理番号|media_id" },
	{ "dataset", COLUMN_TEXT, "ファイル名|特定個人情報ファイル名|データ名|dataset" },
	{ "method", COLUMN_TEXT, "廃棄方法|消去方法|方法|method" },
	{ "records", COLUMN_INTEGER, "件数|records" },
	{ "disposed_on", COLUMN_DATE, "廃棄日|消去日|実施日|disposed_on" },
	{ "approver", COLUMN_TEXT, "承認者|approver" },
	{ "witness", COLUMN_TEXT, "立会者|確認者|witness" },
	{ "contractor", COLUMN_TEXT, "委託先|廃棄業者|contractor" },
	{ "certificate_no", COLUMN_TEXT, "証明書番号|廃棄証明書番号|certificate_no" },
};

const struct register_kind register_disposal = {
	.table = "disposal",
	.name_ja = "廃棄・消去記録",
	.stems = "disposal|disposals|廃棄|廃棄記録|消去記録|廃棄・消去記録|廃棄簿",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 6, /* disposed_on */
};
