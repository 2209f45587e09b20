/* SPDX-License-Identifier: Apache-2.0 */
/* 事故記録: 漏えい等 and how they were reported (番号法 第29条の4). */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "incident_no", COLUMN_TEXT, "事故番号|整理番号|番号|incident_no" },
	{ "summary", COLUMN_TEXT, "概要|事案の概要|summary" },
	{ "kind", COLUMN_TEXT, "種別|区分|kind" },
	{ "specific", COLUMN_BOOL, "特定個人情報|特定個人情報の有無|specific" },
	{ "intentional", COLUMN_BOOL, "故意|不正の目的|故意・不正目的|intentional" },
	{ "persons", COLUMN_INTEGER, "本人の数|人数|対象人数|persons" },
	{ "occurred_on", COLUMN_DATE, "発生日|occurred_on" },
	{ "known_on", COLUMN_DATE, "覚知日|把握日|発覚日|known_on" },
	{ "quick_report_on", COLUMN_DATE, "速報日|quick_report_on" },
	{ "final_report_on", COLUMN_DATE, "確報日|final_report_on" },
	{ "notified_on", COLUMN_DATE, "本人通知日|notified_on" },
};

const struct register_kind register_incident = {
	.table = "incident",
	.name_ja = "事故記録",
	.stems = "incident|incidents|事故|事故記録|漏えい等事案台帳|インシデント記録",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 7, /* known_on */
};
