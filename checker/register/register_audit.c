/* SPDX-License-Identifier: Apache-2.0 */
/* 監査・自己点検記録: Audits and self-checks held. */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "audit_no", COLUMN_TEXT, "監査番号|整理番号|番号|audit_no" },
	{ "kind", COLUMN_TEXT, "種別|区分|kind" },
	{ "scope", COLUMN_TEXT, "対象|対象範囲|scope" },
	{ "auditor", COLUMN_TEXT, "監査者|実施者|点検者|auditor" },
	{ "department", COLUMN_TEXT, "対象部署|所属|部署|department" },
	{ "held_on", COLUMN_DATE, "実施日|監査日|点検日|held_on" },
	{ "reported_on", COLUMN_DATE, "報告日|reported_on" },
	{ "open_findings", COLUMN_INTEGER, "未改善件数|未是正件数|open_findings" },
	{ "closed_on", COLUMN_DATE, "改善完了日|是正完了日|closed_on" },
};

const struct register_kind register_audit = {
	.table = "audit",
	.name_ja = "監査・自己点検記録",
	.stems = "audit|audits|監査|自己点検|監査記録|監査・自己点検記録",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 3, /* auditor */
};
