/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names that columns of access logs have, in order of preference: 住民記録システム標準仕様書 10.2, the headers of business packages and
 * endpoint products, English ones. Compared in NFKC without blanks and case.
 */
#include "base/scope.h"
#include "base/text.h"
#include "log/record.h"
#include "base/banned.h"

const char *const log_field_names[LOG_ROLE_COUNT] = {
	[LOG_TIME] = "time",
	[LOG_USER] = "user",
	[LOG_DEPARTMENT] = "department",
	[LOG_OPERATION] = "operation",
	[LOG_SYSTEM] = "system",
	[LOG_TERMINAL] = "terminal",
	[LOG_SUBJECT] = "subject",
	[LOG_COUNT] = "count",
	[LOG_RESULT] = "result",
	[LOG_PURPOSE] = "purpose",
	[LOG_NUMBER_ACCESSED] = "number_accessed",
	[LOG_DETAIL] = "detail",
	[LOG_DATE] = "date",
	[LOG_CLOCK] = "clock",
};

static const struct {
	enum log_field field;
	const char *names; /* parted by blanks */
} known[] = {
	{ LOG_TIME,
	    "time 日時 操作日時 timestamp datetime @timestamp event_time eventtime ts 利用日時 "
	    "アクセス日時 "
	    "処理日時 実行日時 発生日時 記録日時 ログ日時 開始日時 印刷日時 年月日時刻 "
	    "タイムスタンプ" },
	{ LOG_DATE,
	    "date 日付 操作日 操作年月日 年月日 処理日 処理年月日 発生日 利用日 アクセス日" },
	{ LOG_CLOCK, "clock 時刻 操作時刻 処理時刻 発生時刻 利用時刻 アクセス時刻 時間" },
	{ LOG_USER,
	    "user 操作者id 職員id 職員番号 利用者id ユーザーid ユーザid ログインid user_id userid "
	    "username "
	    "user_name 操作者 操作職員 利用者 ユーザー ユーザ ユーザー名 ユーザ名 実行者 印刷者id "
	    "アカウント account actor" },
	{ LOG_DEPARTMENT,
	    "department 所属 所属名 所属部署 部署 部署名 所属課 課名 組織 組織名 部門 dept" },
	{ LOG_OPERATION,
	    "operation 操作 操作区分 操作種別 処理区分 操作内容 処理 処理種別 action op event 種別 "
	    "区分" },
	{ LOG_SYSTEM,
	    "system システム システム名 業務 業務名 業務システム サブシステム 対象システム "
	    "application app" },
	{ LOG_TERMINAL,
	    "terminal 端末 端末名 端末id 端末番号 操作端末 コンピュータ名 コンピューター名 "
	    "クライアント名 host "
	    "hostname client client_ip clientip ipアドレス ip workstation" },
	{ LOG_SUBJECT,
	    "subject 宛名番号 対象宛名番号 対象者宛名番号 処理対象者 対象者 対象者番号 "
	    "対象レコード 個人識別子 subject_id "
	    "subjectid subject_no subject_number" },
	{ LOG_COUNT, "count 件数 対象件数 出力件数 検索件数 処理件数 枚数 操作回数 rows" },
	{ LOG_RESULT, "result 結果 処理結果 操作結果 実行結果 成否 outcome status" },
	{ LOG_PURPOSE,
	    "purpose 目的 利用目的 操作目的 利用理由 照会理由 操作理由 理由 事由 reason" },
	{ LOG_NUMBER_ACCESSED,
	    "number_accessed 個人番号へのアクセス有無 個人番号アクセス有無 個人番号アクセス "
	    "個人番号利用 "
	    "個人番号利用有無 個人番号表示 個人番号表示有無 個人番号参照 個人番号参照有無 "
	    "個人番号の出力の有無 "
	    "個人番号有無" },
	{ LOG_DETAIL,
	    "detail 詳細 操作詳細 備考 内容 メッセージ 機能名・画面名 画面名 機能名 ファイル名 "
	    "details message" },
};

bool
log_name_find(struct str name, enum log_field *field, unsigned *rank)
{
	struct arena arena = { 0 };
	struct str key = text_key(&arena, name);
	bool found = false;

	for (size_t i = 0; i < COUNT_OF(known) && !found; i++) {
		struct str rest = str_of(known[i].names), next;
		for (unsigned r = 0; rest.len > 0 && !found; r++, rest = next) {
			if (!str_eq_nocase(str_split(rest, ' ', &next), key))
				continue;
			*field = known[i].field;
			*rank = r;
			found = true;
		}
	}
	arena_release(&arena);
	return found;
}
