/* SPDX-License-Identifier: Apache-2.0 */
/* The evidence tables by name. A new table of evidence.sql: its line in this list. */
#include "rule/tables.h"

#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

#define T2(japanese, english)                                                                      \
	{                                                                                          \
		.ja = STR_INIT(japanese), .en = STR_INIT(english)                                  \
	}

const struct table rule_tables[] = {
	{ "source", TABLE_ALWAYS, T2("入力の一覧", "list of inputs") },
	{ "assessment", TABLE_ASSESSMENT, T2("評価書", "assessment") },
	{ "item", TABLE_ASSESSMENT, T2("評価書の項目", "items of an assessment") },
	{ "mark", TABLE_ASSESSMENT, T2("評価書の選択欄", "marks of an assessment") },
	{ "record_item", TABLE_ASSESSMENT, T2("記録項目", "record items of an assessment") },
	{ "change", TABLE_ASSESSMENT, T2("変更箇所", "change table of an assessment") },
	{ "change_item", TABLE_ASSESSMENT, T2("変更箇所", "change table of an assessment") },
	{ "config_file", TABLE_CONFIG, T2("ホスト設定", "host configuration") },
	{ "setting", TABLE_CONFIG, T2("ホスト設定", "host configuration") },
	{ "os_account", TABLE_CONFIG, T2("OSアカウント", "accounts of the host") },
	{ "os_group_member", TABLE_CONFIG, T2("OSグループ", "groups of the host") },
	{ "staff", TABLE_REGISTER, T2("職員台帳", "staff register") },
	{ "account", TABLE_REGISTER, T2("システムID台帳", "register of system IDs") },
	{ "consent", TABLE_REGISTER, T2("同意書台帳", "consent register") },
	{ "identity_check", TABLE_REGISTER, T2("本人確認記録", "identity check records") },
	{ "disclosure", TABLE_REGISTER, T2("提供記録", "disclosure records") },
	{ "contract", TABLE_REGISTER, T2("委託契約台帳", "contract register") },
	{ "subcontract", TABLE_REGISTER, T2("再委託承認台帳", "subcontract approvals") },
	{ "contractor_worker", TABLE_REGISTER,
	    T2("委託先作業者名簿", "list of contractors' workers") },
	{ "media", TABLE_REGISTER, T2("媒体管理簿", "media ledger") },
	{ "approval", TABLE_REGISTER, T2("承認簿", "approvals") },
	{ "training", TABLE_REGISTER, T2("研修受講記録", "training records") },
	{ "retention", TABLE_REGISTER, T2("保存期間台帳", "retention inventory") },
	{ "disposal", TABLE_REGISTER, T2("廃棄・消去記録", "disposal ledger") },
	{ "audit", TABLE_REGISTER, T2("監査・自己点検の記録", "audit records") },
	{ "log_review", TABLE_REGISTER, T2("ログ点検記録", "log review records") },
	{ "incident", TABLE_REGISTER, T2("事故記録", "incident records") },
	{ "calendar", TABLE_REGISTER, T2("開庁日カレンダー", "calendar of office days") },
	{ "backup_job", TABLE_REGISTER, T2("バックアップ実施記録", "backup records") },
	{ "log_file", TABLE_LOG, T2("アクセスログ", "access log") },
	{ "log_step", TABLE_LOG, T2("アクセスログ", "access log") },
	{ "activity", TABLE_LOG, T2("アクセスログ", "access log") },
	{ "activity_subject", TABLE_LOG, T2("アクセスログ", "access log") },
	{ "subject_user", TABLE_LOG, T2("アクセスログ", "access log") },
	{ "match", TABLE_LOG, T2("アクセスログ", "access log") },
	{ "correlation", TABLE_LOG, T2("アクセスログ", "access log") },
};

const size_t rule_table_count = COUNT_OF(rule_tables);
_Static_assert(COUNT_OF(rule_tables) <= TABLE_COUNT_MAX, "a set of tables is one word");

static const struct {
	const char *name;
	struct text2 title;
} log_fields[] = {
	{ "user", T2("操作者ID", "user") },
	{ "department", T2("所属", "department") },
	{ "operation", T2("操作", "operation") },
	{ "system", T2("システム", "system") },
	{ "terminal", T2("端末", "terminal") },
	{ "subject", T2("処理対象者", "subject") },
	{ "count", T2("件数", "count") },
	{ "result", T2("結果", "result") },
	{ "purpose", T2("目的", "purpose") },
	{ "number_accessed", T2("個人番号へのアクセスの有無", "access to the 個人番号") },
};

const struct text2 *
table_log_field(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(log_fields); i++)
		if (str_is(name, log_fields[i].name))
			return &log_fields[i].title;
	return NULL;
}

static const char *const views[] = { "system", "connection", "delegation", "provision", "transfer",
	"dated" };

int
table_find(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(rule_tables); i++)
		if (str_is_nocase(name, rule_tables[i].name))
			return (int)i;
	return -1;
}

uint64_t
table_set_all(void)
{
	return ~UINT64_C(0) >> (TABLE_COUNT_MAX - COUNT_OF(rule_tables));
}

uint64_t
table_set_of(enum table_source source)
{
	uint64_t set = 0;

	for (size_t i = 0; i < COUNT_OF(rule_tables); i++)
		if (rule_tables[i].source == source)
			set |= table_bit((int)i);
	return set;
}

bool
table_is_view(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(views); i++)
		if (str_is_nocase(name, views[i]))
			return true;
	return false;
}

static void
nearer(struct str candidate, struct str name, struct str *nearest, size_t *best)
{
	size_t d = text_distance(candidate, name, *best);

	if (d < *best) {
		*best = d;
		*nearest = candidate;
	}
}

struct str
table_nearest(struct str name)
{
	struct str nearest = { 0 };
	size_t best = name.len < 5 ? 2 : 4;

	for (size_t i = 0; i < COUNT_OF(rule_tables); i++)
		nearer(str_of(rule_tables[i].name), name, &nearest, &best);
	for (size_t i = 0; i < COUNT_OF(views); i++)
		nearer(str_of(views[i]), name, &nearest, &best);
	return nearest;
}
