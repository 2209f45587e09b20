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
DIAG(WORKER_UNCONFINED, ERROR, "このシステムでは読取プロセスを隔離できないため（seccompが必要です）、この入力は読みません。", "is not read: this system cannot confine the reader (seccomp is needed).")
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
DIAG(REGISTER_CELL, ERROR, "「{0}」は読めません（求める値: {1}）。この行は使いません。", "\"{0}\" cannot be read (wanted: {1}); this row is not used.")
DIAG(REGISTER_RECORD, ERROR, "行を読めません: {0}。この行は使いません。", "the row cannot be read: {0}; it is not used.")
DIAG(REGISTER_MORE_FAULTS, ERROR, "ほかに{0}行が読めません。", "{0} more rows cannot be read.")
DIAG(REGISTER_NO_HEADER, ERROR, "{0}の見出し行が見つかりません。列名を確かめるか、registers.yaml で columns を指定してください。", "no header row of {0} was found; check the column names, or name them in registers.yaml (columns).")
DIAG(REGISTER_UNKNOWN, ERROR, "どの台帳か分かりません。ファイル名を台帳名（例 職員台帳.csv）にするか、registers.yaml で table を指定してください。", "is no register that is known; name the file after the register (staff.csv), or name its table in registers.yaml.")
DIAG(REGISTER_NO_TABLE, ERROR, "「{0}」という台帳はありません。piacheck rules schema で表名を確かめてください。", "there is no register \"{0}\"; see `piacheck rules schema` for the tables.")

/* --- log/ ------------------------------------------------------------------------------------ */

/* --- sigma/ ---------------------------------------------------------------------------------- */

/* --- rule/ ----------------------------------------------------------------------------------- */

/* --- finding/ -------------------------------------------------------------------------------- */

/* --- cmd/ ------------------------------------------------------------------------------------ */
DIAG(CMD_UNKNOWN_OPTION, ERROR, "オプション {0} はありません。{2} piacheck {1} --help で一覧を表示します。", "there is no option {0}. {2} See piacheck {1} --help.")
DIAG(CMD_NO_VALUE, ERROR, "オプション {0} には値が必要です。", "the option {0} needs a value.")
DIAG(CMD_BAD_VALUE, ERROR, "{0} の値「{1}」は使えません（使える値: {2}）。", "{0} cannot be \"{1}\" (it can be: {2}).")
DIAG(CMD_BAD_OPERANDS, ERROR, "引数が正しくありません。使い方: piacheck {0} {1}", "wrong arguments. Usage: piacheck {0} {1}")
DIAG(CMD_NOTHING_TO_CHECK, ERROR, "点検する対象がありません。評価書（-a）、設定（-c）、台帳（-r）、ログ（-l）のどれかを指定してください。", "there is nothing to check; name assessments (-a), configurations (-c), registers (-r) or logs (-l).")
DIAG(CMD_NO_PROFILE, ERROR, "ルールの組「{0}」はありません（{1} にある名前を使います）。", "there is no profile \"{0}\" (the names are those of {1}).")
DIAG(CMD_NO_FORMAT, ERROR, "出力形式「{0}」はありません。使える形式: {1}", "there is no output format \"{0}\". There are: {1}")
DIAG(CMD_OUTPUT_TWICE, ERROR, "-o は直前の -f に一つだけ付けられます。", "an -o belongs to the -f before it; there can be one only.")
DIAG(CMD_NO_RULE, ERROR, "ルール「{0}」はありません。{1}", "there is no rule \"{0}\". {1}")
DIAG(CMD_STORE_POSTGRESQL, ERROR, "PostgreSQLの保存先はまだ使えません。ファイルを指定してください。", "a PostgreSQL store cannot be used yet; name a file.")
DIAG(CMD_NO_STORE, ERROR, "--store FILE を指定してください。", "name the store with --store FILE.")
DIAG(CMD_KEY_FILE, ERROR, "仮名化の鍵ファイルが使えません: {0}。32バイト以上のファイルを --pseudonym-key で指定してください。", "the key file for pseudonyms cannot be used: {0}. Name a file of at least 32 bytes with --pseudonym-key.")
DIAG(CMD_KEY_NOT_KEPT, WARNING, "仮名化の鍵を保存できないため、宛名番号の仮名は実行のたびに変わります（{0}）。--pseudonym-key で鍵ファイルを指定できます。", "the key for pseudonyms cannot be kept, so pseudonyms differ from run to run ({0}); name a key file with --pseudonym-key.")
DIAG(CMD_NO_FORMS, ERROR, "様式の定義が読めません（{0}）。インストールを確かめるか PIACHECK_RULES を設定してください。", "the form definitions cannot be read ({0}); check the installation or set PIACHECK_RULES.")
DIAG(CMD_NOT_STRUCTURED, ERROR, "構造化評価書（YAML・XML）ではありません。公表された様式は piacheck import で取り込んでください。", "is no structured assessment (YAML or XML); a published form is read by piacheck import.")
DIAG(CMD_NOT_UNDERSTOOD, NOTE, "設定ファイルとして理解できなかったもの: {0}", "not understood as a configuration: {0}")
