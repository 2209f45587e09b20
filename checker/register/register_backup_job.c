/* SPDX-License-Identifier: Apache-2.0 */
/* バックアップ実施記録: Backups made. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "dataset", COLUMN_TEXT, "ファイル名|対象データ|対象|データ名|dataset" },
	{ "host", COLUMN_TEXT, "ホスト|サーバ|サーバ名|host" },
	{ "run_on", COLUMN_DATE, "実施日|取得日|run_on" },
	{ "result", COLUMN_TEXT, "結果|実施結果|result" },
	{ "place", COLUMN_TEXT, "保管場所|保存先|place" },
	{ "encrypted", COLUMN_BOOL, "暗号化|暗号化の有無|encrypted" },
};

const struct register_kind register_backup_job = {
	.table = "backup_job",
	.name_ja = "バックアップ実施記録",
	.stems = "backup_job|backup_jobs|バックアップ|バックアップ記録|バックアップ実施記録",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 2, /* run_on */
};
