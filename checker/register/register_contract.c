/* SPDX-License-Identifier: Apache-2.0 */
/* 委託契約台帳: Contracts with 委託先, with the terms that the guideline asks for (第4-2(1)1B). */
#include "register/columns.h"

#include "base/banned.h"

static const struct column columns[] = {
	{ "contract_no", COLUMN_TEXT, "契約番号|contract_no" },
	{ "contractor", COLUMN_TEXT, "委託先|委託先名|受託者|contractor" },
	{ "corporate_no", COLUMN_TEXT, "法人番号|corporate_no" },
	{ "work", COLUMN_TEXT, "委託事項|委託業務|件名|業務名|work" },
	{ "assessment_no", COLUMN_TEXT, "評価書番号|assessment_no" },
	{ "from_on", COLUMN_DATE, "契約開始日|開始日|履行期間開始|from_on" },
	{ "until_on", COLUMN_DATE, "契約終了日|終了日|履行期間終了|満了日|until_on" },
	{ "handlers", COLUMN_INTEGER, "取扱者数|従事者数|handlers" },
	{ "subcontracting", COLUMN_BOOL, "再委託|再委託の有無|再委託可|subcontracting" },
	{ "secrecy", COLUMN_BOOL, "秘密保持|①秘密保持|secrecy" },
	{ "no_takeout", COLUMN_BOOL, "持出し禁止|持出しの禁止|②持出し禁止|no_takeout" },
	{ "purpose_limit", COLUMN_BOOL,
	    "目的外利用の禁止|目的外利用禁止|③目的外利用の禁止|purpose_limit" },
	{ "subcontract_terms", COLUMN_BOOL,
	    "再委託の条件|再委託における条件|④再委託の条件|subcontract_terms" },
	{ "liability", COLUMN_BOOL, "漏えい時の責任|事故時の責任|⑤漏えい時の責任|liability" },
	{ "return_or_disposal", COLUMN_BOOL,
	    "返却又は廃棄|返却・廃棄|⑥返却又は廃棄|return_or_disposal" },
	{ "handlers_named", COLUMN_BOOL,
	    "従業者の明確化|取扱者の明確化|⑦従業者の明確化|handlers_named" },
	{ "supervision", COLUMN_BOOL, "監督・教育|従業者の監督・教育|⑧監督・教育|supervision" },
	{ "reporting", COLUMN_BOOL, "遵守状況の報告|報告|⑨遵守状況の報告|reporting" },
	{ "inspection", COLUMN_BOOL, "実地調査|実地の調査|実地監査|⑩実地調査|inspection" },
	{ "selected_on", COLUMN_DATE, "選定確認日|選定日|委託先選定日|selected_on" },
	{ "reported_on", COLUMN_DATE, "最終報告日|報告日|直近報告日|reported_on" },
	{ "inspected_on", COLUMN_DATE, "実地調査日|最終実地調査日|直近実地調査日|inspected_on" },
	{ "returned_on", COLUMN_DATE, "返却確認日|返却・廃棄確認日|廃棄確認日|returned_on" },
};

const struct register_kind register_contract = {
	.table = "contract",
	.name_ja = "委託契約台帳",
	.stems = "contract|contracts|委託契約|委託契約台帳|契約台帳|委託台帳",
	.columns = columns,
	.count = COUNT_OF(columns),
	.key = 1, /* contractor */
};
