/* SPDX-License-Identifier: Apache-2.0 */
/* The fixed texts of the reports, Japanese and English side by side. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "base/diag.h"
#include "finding/finding.h"

/* clang-format off */
#define WORDS(W) \
	W(ERROR,          "エラー",                 "error") \
	W(WARNING,        "警告",                   "warning") \
	W(NOTE,           "参考",                   "note") \
	W(OPEN,           "未対応",                 "open") \
	W(WAIVED,         "例外",                   "waived") \
	W(NEW,            "新規",                   "new") \
	W(UNCHANGED,      "前回から継続",           "unchanged") \
	W(FIXED,          "解消",                   "fixed") \
	W(NO_EVIDENCE,    "証拠なし",               "no evidence") \
	W(PASSED,         "適合",                   "passed") \
	W(REVIEW,         "要確認",                 "review") \
	W(REVIEW_PART,    "要確認（断定ではない。人が確かめる）", "To review (not asserted: a person should look)") \
	W(OF_THESE,       "うち",                   "of these") \
	W(BASIS,          "根拠",                   "Basis") \
	W(EVIDENCE,       "証拠",                   "Evidence") \
	W(SUBJECT,        "対象",                   "Concerns") \
	W(REASON,         "理由",                   "Reason") \
	W(APPROVER,       "承認者",                 "Approved by") \
	W(UNTIL,          "期限",                   "Until") \
	W(REMEDY,         "対応",                   "Remedy") \
	W(ASSESSMENT,     "評価書",                 "Assessment") \
	W(ITEM,           "項目",                   "Item") \
	W(ITEM_LABEL,     "項目名",                 "Item label") \
	W(FILE,           "ファイル",               "File") \
	W(LINE,           "行",                     "Line") \
	W(COLUMN,         "列",                     "Column") \
	W(RULE,           "ルール",                 "Rule") \
	W(FAMILY,         "分類",                   "Family") \
	W(STATUS,         "状態",                   "Status") \
	W(SEVERITY,       "重大度",                 "Severity") \
	W(TITLE,          "見出し",                 "Title") \
	W(MESSAGE,        "内容",                   "Message") \
	W(FINGERPRINT,    "指紋",                   "Fingerprint") \
	W(ELSEWHERE,      "特定の評価書によらないもの", "Not tied to one assessment") \
	W(UNKNOWN_PLACE,  "（場所は不明）",         "(place not known)") \
	W(REPORT_TITLE,   "piacheck 点検結果",      "piacheck findings") \
	W(SUMMARY,        "まとめ",                 "Summary") \
	W(CHECKED,        "点検したもの",           "Checked") \
	W(ASSESSMENTS,    "評価書",                 "assessment|s") \
	W(HOSTS,          "ホスト",                 "host|s") \
	W(REGISTERS,      "台帳",                   "register|s") \
	W(LOGS,           "ログ",                   "log|s") \
	W(NOTHING,        "なし",                   "nothing") \
	W(RULES,          "ルール",                 "Rules") \
	W(RULES_RUN,      "評価",                   "evaluated") \
	W(RULES_PASSED,   "適合",                   "passed") \
	W(PROMISES,       "約束",                   "Promises") \
	W(PROMISES_HELD,  "実態と照合",             "held against practice") \
	W(PROMISES_KEPT,  "守られている",           "kept") \
	W(PROMISES_BROKEN,"守られていない",         "broken") \
	W(REFUSED,        "読めなかった入力",       "Inputs not read") \
	W(PARTLY,         "一部のみ読めた入力",     "Inputs read in part") \
	W(UNKNOWN_ITEMS,  "不明のままの項目",       "Items left unknown") \
	W(NOT_UNDERSTOOD,    "設定として理解できないファイル（--verbose で一覧）", "Files not understood as configuration (--verbose lists them)") \
	W(RESULT,         "結果",                   "Result") \
	W(NO_FINDING,     "指摘はありません",       "no findings") \
	W(NO_JUDGEMENT,   "判定できたルールがありません", "no rule had the evidence to judge") \
	W(AS_OF,          "基準日",                 "as of") \
	W(RUN,            "実行",                   "Run") \
	W(MORE,           "ほか",                   "more") \
	W(INPUTS,         "入力",                   "inputs") \
	W(TABLE_COUNT,    "件数",                   "Count") \
	W(ERRORS,         "エラー",                 "error|s") \
	W(WARNINGS,       "警告",                   "warning|s") \
	W(NOTES,          "参考",                   "note|s") \
	W(MISSING,        "証拠なし",               "No evidence") \
	W(LIST_SEPARATOR, "、",                     ", ") \
	W(COLON,          "：",                     ": ")
/* clang-format on */

enum word {
#define W(name, ja, en) WORD_##name,
	WORDS(W)
#undef W
};

const char *word(enum word word, enum lang lang);

/* "エラー 3", "3 errors": a number of things; of an English text the part behind | is for all numbers but 1. Appended. */
void word_count(enum word word, size_t n, enum lang lang, struct buf *out);

enum word word_severity(enum severity severity);
enum word word_status(enum finding_status status);

#endif
