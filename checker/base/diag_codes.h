/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The diagnostics: DIAG(NAME, severity, Japanese, English), {0} {1} {2} are arguments. A text says what is
 * wrong and what to do. No include guard: included by diag.h and diag.c with DIAG defined.
 */
/* clang-format off */

/* --- files and the machine ------------------------------------------------------------------- */
DIAG(FILE_OPEN, ERROR, "開けません: {0}。パスと権限を確認してください。", "cannot be opened: {0}. Check the path and its permissions.")
DIAG(FILE_READ, ERROR, "読み込みに失敗しました: {0}。", "cannot be read: {0}.")
DIAG(FILE_IS_DIRECTORY, ERROR, "ディレクトリです。ファイルを指定してください。", "is a directory; name a file.")
DIAG(FILE_NOT_DIRECTORY, ERROR, "ディレクトリではありません。", "is not a directory.")
DIAG(FILE_NOT_REGULAR, ERROR, "通常のファイルではないため読みません。", "is not a regular file and is not read.")
DIAG(FILE_TOO_LARGE, ERROR, "大きすぎます（上限 {0}）。", "is too large (the limit is {0}).")
DIAG(FILE_TOO_MANY, ERROR, "ファイルが多すぎます（上限 {0}）。", "holds too many files (the limit is {0}).")
DIAG(FILE_EMPTY, ERROR, "中身がありません。", "is empty.")
DIAG(FILE_WRITE, ERROR, "書き込めません: {0}。結果は保存されていません。", "cannot be written: {0}. The result is not saved.")

/* --- text ------------------------------------------------------------------------------------ */
DIAG(TEXT_NOT_UTF8, ERROR, "UTF-8として正しくないバイトがあります。文字コードをUTF-8にして保存し直してください。", "holds a byte that is not UTF-8; save the file as UTF-8.")
DIAG(TEXT_NOT_CP932, ERROR, "UTF-8でもCP932（Shift_JIS）でもない文字があります。", "holds a character that is neither UTF-8 nor CP932 (Shift_JIS).")
DIAG(TEXT_NUL, ERROR, "NUL文字があります。テキストファイルではない可能性があります。", "holds a NUL character; it may not be a text file.")
DIAG(TEXT_BINARY, ERROR, "テキストではありません（バイナリ）。", "is not text (binary).")

/* --- workers --------------------------------------------------------------------------------- */
DIAG(WORKER_CRASH, ERROR, "隔離された読取プロセスが異常終了しました（{0}）。この入力は使いません。", "the confined reader ended abnormally ({0}); this input is not used.")
DIAG(WORKER_MEMORY, ERROR, "読取に必要なメモリが上限（{0}）を超えました。この入力は使いません。", "reading it takes more memory than the limit ({0}); this input is not used.")
DIAG(WORKER_TIME, ERROR, "読取の時間が上限（{0}秒）を超えました。この入力は使いません。", "reading it takes longer than the limit ({0} s); this input is not used.")
DIAG(WORKER_OUTPUT, ERROR, "読取結果が上限（{0}）を超えました。この入力は使いません。", "what was read from it exceeds the limit ({0}); this input is not used.")
DIAG(WORKER_MESSAGE, ERROR, "読取プロセスの応答が不正です（{0}）。この入力は使いません。", "the confined reader sent a malformed answer ({0}); this input is not used.")
DIAG(WORKER_REFUSED, ERROR, "許されない操作（{0}）をしようとしたため、この入力は使いません。", "reading it led to an operation that is not allowed ({0}); this input is not used.")
DIAG(CONFINE_NO_LANDLOCK, NOTE, "このカーネルにはlandlockがありません。seccompと資源制限で隔離します。", "this kernel has no landlock; seccomp and resource limits confine the readers.")

/* --- documents: YAML, JSON, XML -------------------------------------------------------------- */
DIAG(DOC_SYNTAX, ERROR, "{0}として読めません: {1}。", "is not valid {0}: {1}.")
DIAG(DOC_DEPTH, ERROR, "入れ子が深すぎます（上限 {0}）。", "is nested too deeply (the limit is {0}).")
DIAG(DOC_NODES, ERROR, "要素が多すぎます（上限 {0}）。", "has too many elements (the limit is {0}).")
DIAG(DOC_ALIASES, ERROR, "YAMLの別名（*{0}）は使えません。値を書き下してください。", "uses a YAML alias (*{0}), which is not accepted; write the value out.")
DIAG(DOC_DUPLICATE_KEY, ERROR, "キー「{0}」が重複しています（最初は{1}行目）。", "key \"{0}\" appears twice (first in line {1}).")
DIAG(DOC_KEY_NOT_TEXT, ERROR, "キーは文字列でなければなりません。", "a key must be a plain text.")
DIAG(DOC_DOCTYPE, ERROR, "DOCTYPE宣言のあるXMLは受け付けません。宣言を取り除いてください。", "XML with a DOCTYPE is not accepted; remove the declaration.")
DIAG(DOC_MULTIPLE, ERROR, "複数の文書（---）が入っています。一つだけにしてください。", "holds several documents (---); only one is accepted here.")
DIAG(DOC_UNKNOWN_KEY, ERROR, "キー「{0}」は使えません。{1}", "unknown key \"{0}\". {1}")
DIAG(DOC_MISSING_KEY, ERROR, "キー「{0}」がありません。", "key \"{0}\" is missing.")
DIAG(DOC_WRONG_TYPE, ERROR, "「{0}」は{1}でなければなりません。", "\"{0}\" must be {1}.")

/* --- form/ and assess/ ----------------------------------------------------------------------- */

/* --- import/ --------------------------------------------------------------------------------- */

/* --- config/ --------------------------------------------------------------------------------- */

/* --- register/ ------------------------------------------------------------------------------- */

/* --- log/ ------------------------------------------------------------------------------------ */

/* --- sigma/ ---------------------------------------------------------------------------------- */
DIAG(SIGMA_NOT_MAP, ERROR, "detection は「検索識別子: 条件」の並び（マップ）でなければなりません。", "detection must be a map of search identifiers.")
DIAG(SIGMA_NO_CONDITION, ERROR, "condition がないか、文字列ではありません。検索識別子を組み合わせた条件を書いてください。", "condition is missing or is not a text; write how the search identifiers combine.")
DIAG(SIGMA_BAD_IDENTIFIER, ERROR, "検索識別子「{0}」に使えない文字があります。英数字と _ - だけを使ってください。", "the search identifier \"{0}\" holds other characters than letters, digits, _ and -.")
DIAG(SIGMA_EMPTY, ERROR, "検索の中身がありません。値を一つ以上書いてください。", "nothing to search for; write at least one value.")
DIAG(SIGMA_TIMEFRAME, ERROR, "timeframe（Sigma v1の集計）には対応していません。select のSQLで期間を数えてください。", "timeframe (the aggregation of Sigma v1) is not supported; count over a period in the SQL of select.")
DIAG(SIGMA_AGGREGATION, ERROR, "集計「{0}」はSigma 2で廃止され、correlation にもまだ対応していません。select のSQLで数えてください。", "the aggregation \"{0}\" is gone from Sigma 2, and correlation is not supported yet; count in the SQL of select.")
DIAG(SIGMA_MODIFIER_UNKNOWN, ERROR, "修飾子「{0}」はSigmaにありません。綴りを確認してください。", "Sigma has no modifier \"{0}\"; check its spelling.")
DIAG(SIGMA_MODIFIER_UNSUPPORTED, ERROR, "修飾子「{0}」にはまだ対応していません。|re か値の並びで書き換えてください。", "the modifier \"{0}\" is not supported yet; write it as |re or as a list of values.")
DIAG(SIGMA_MODIFIER_CONFLICT, ERROR, "修飾子「{0}」と「{1}」は一緒に使えません。どちらかを取り除いてください。", "the modifiers \"{0}\" and \"{1}\" cannot be combined; remove one.")
DIAG(SIGMA_MODIFIER_ORDER, ERROR, "修飾子「{0}」は「{1}」の後に書いてください。", "the modifier \"{0}\" must stand behind \"{1}\".")
DIAG(SIGMA_NEEDS_NUMBER, ERROR, "|{0} の値は数値でなければなりません（「{1}」）。", "the value of |{0} must be a number (not \"{1}\").")
DIAG(SIGMA_NEEDS_BOOL, ERROR, "|exists の値は true か false でなければなりません（「{0}」）。", "the value of |exists must be true or false (not \"{0}\").")
DIAG(SIGMA_NEEDS_CIDR, ERROR, "|cidr の値「{0}」はネットワーク（例 192.0.2.0/24）ではありません。", "the value of |cidr, \"{0}\", is no network (such as 192.0.2.0/24).")
DIAG(SIGMA_NEEDS_LIST, ERROR, "|all の値は並び（リスト）でなければなりません。", "the value of |all must be a list.")
DIAG(SIGMA_NEEDS_FIELD, ERROR, "「{0}」にはフィールド名が必要です。", "\"{0}\" needs the name of a field.")
DIAG(SIGMA_VALUE_TYPE, ERROR, "ここに書けるのは文字列か数値です。", "only a text or a number can stand here.")
DIAG(SIGMA_NULL_IN_LIST, ERROR, "null は並びの中に書けません。別の検索識別子にしてください。", "null cannot stand in a list; make it a search identifier of its own.")
DIAG(SIGMA_NULL_MODIFIED, ERROR, "null に修飾子は使えません。「field: null」の検索識別子を作り、condition で not としてください。", "null takes no modifier; make a search identifier with \"field: null\" and negate it in the condition.")
DIAG(SIGMA_REGEX, ERROR, "正規表現「{0}」の{1}文字目に誤りがあります（{2}）。", "the regular expression \"{0}\" is wrong at character {1} ({2}).")
DIAG(SIGMA_REGEX_LONG, ERROR, "正規表現が長すぎます（上限 {0} バイト）。", "the regular expression is too long (the limit is {0} bytes).")
DIAG(SIGMA_PLACEHOLDER, ERROR, "プレースホルダー %{0}% の値がありません。rules/data/ に同じ名前の参照表を置いてください。", "the placeholder %{0}% has no values; put a reference table of that name into rules/data/.")
DIAG(SIGMA_NO_PLACEHOLDER, ERROR, "|expand の値「{0}」に %名前% がありません。", "the value of |expand, \"{0}\", holds no %name%.")
DIAG(SIGMA_TOO_LARGE, ERROR, "検索条件が大きすぎます（上限 {0}）。", "the detection is too large (the limit is {0}).")
DIAG(SIGMA_CONDITION_END, ERROR, "condition が途中で終わっています。", "the condition ends in the middle.")
DIAG(SIGMA_CONDITION_TOKEN, ERROR, "condition のここに「{0}」は書けません。", "\"{0}\" cannot stand here in the condition.")
DIAG(SIGMA_CONDITION_CLOSE, ERROR, "condition の括弧が閉じていません。", "this parenthesis of the condition is not closed.")
DIAG(SIGMA_CONDITION_DEPTH, ERROR, "condition の入れ子が深すぎます（上限 {0}）。", "the condition is nested too deeply (the limit is {0}).")
DIAG(SIGMA_CONDITION_IDENTIFIER, ERROR, "検索識別子「{0}」が detection にありません。", "the detection has no search identifier \"{0}\".")
DIAG(SIGMA_CONDITION_PATTERN, ERROR, "「{0}」に合う検索識別子が detection にありません。", "no search identifier of the detection matches \"{0}\".")
DIAG(SIGMA_CONDITION_QUANTIFIER, ERROR, "「{0} of」は使えません。「1 of」か「all of」にしてください。", "\"{0} of\" is not in Sigma; use \"1 of\" or \"all of\".")

/* --- rule/ ----------------------------------------------------------------------------------- */

/* --- finding/ -------------------------------------------------------------------------------- */

/* --- cmd/ ------------------------------------------------------------------------------------ */
