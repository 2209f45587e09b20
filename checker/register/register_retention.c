/* SPDX-License-Identifier: Apache-2.0 */
/* 保存期間台帳: What is held, since when and for how long. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "dataset", COLUMN_TEXT, "ファイル名|特定個人情報ファイル名|データ名|データ|dataset" },
	{ "assessment_no", COLUMN_TEXT, "評価書番号|assessment_no" },
	{ "place", COLUMN_TEXT, "保管場所|place" },
	{ "kind", COLUMN_TEXT, "種別|区分|kind" },
	{ "period_days", COLUMN_DAYS, "保存期間|保管期間|period_days" },
	{ "basis", COLUMN_TEXT, "根拠|保存の根拠|basis" },
	{ "starts_from", COLUMN_TEXT, "起算日|起算|starts_from" },
	{ "oldest_on", COLUMN_DATE, "最古の記録日|最古データ日|最古日付|oldest_on" },
	{ "records", COLUMN_INTEGER, "件数|保有件数|records" },
	{ "purge_job", COLUMN_TEXT, "消去処理|削除ジョブ|消去ジョブ|purge_job" },
	{ "purged_on", COLUMN_DATE, "最終消去日|直近消去日|purged_on" },
};

const struct register_kind register_retention = {
	.table = "retention",
	.name_ja = "保存期間台帳",
	.stems = "retention|保存期間|保存期間台帳|保存台帳|データ保有台帳",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 0, /* dataset */
};
