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
DIAG(FORM_ITEM_TYPE, ERROR, "項目「{0}」の型「{1}」はありません。group、text、choice、marks、count、date、table のいずれかです。", "item \"{0}\" has no such type as \"{1}\"; it is one of group, text, choice, marks, count, date, table.")
DIAG(FORM_ITEM_PARENT, ERROR, "項目「{0}」の親「{1}」が、それより前にありません。", "the parent \"{1}\" of item \"{0}\" is not defined before it.")
DIAG(FORM_ITEM_SET, ERROR, "項目「{0}」の{1}「{2}」が定義されていません。", "item \"{0}\": {1} \"{2}\" is not defined.")
DIAG(FORM_ITEM_VALUE, ERROR, "項目「{0}」の「{1}」の値が使えません。書き方は rules/forms/README.md にあります。", "item \"{0}\": the value of \"{1}\" cannot be used; rules/forms/README.md says how it is written.")
DIAG(FORM_ITEM_ID, ERROR, "項目「{0}」のIDが使えません。英数字と . _、繰り返しは [] を一度だけ、{1}バイトまでです。", "the id \"{0}\" cannot be used: letters, digits, . and _, [] once for what repeats, at most {1} bytes.")
DIAG(FORM_TOO_MANY, ERROR, "{0}が多すぎます（上限 {1}）。", "too many {0} (the limit is {1}).")
DIAG(FORM_TWICE, ERROR, "{0}（版「{1}」）は既に定義されています。", "{0} (edition \"{1}\") is defined already.")
DIAG(ASSESS_NOT, ERROR, "構造化された評価書ではありません。1行目に「piacheck: assessment/1」が必要です。公表された評価書は piacheck import で取り込んでください。", "is not a structured assessment: it lacks \"piacheck: assessment/1\". Import a published form with piacheck import.")
DIAG(ASSESS_PUBLISHED, ERROR, "構造化された評価書（YAML又はXML）ではありません。公表された評価書は piacheck import で取り込んでください。", "is not a structured assessment (YAML or XML). Import a published form with piacheck import.")
DIAG(ASSESS_VERSION, ERROR, "形式「{0}」は読めません。この版で読めるのは assessment/1 です。", "format \"{0}\" cannot be read; this version reads assessment/1.")
DIAG(ASSESS_FORM, ERROR, "様式「{0}」（版「{1}」）の定義がありません。使える様式: {2}。", "there is no definition of form \"{0}\" (edition \"{1}\"). Known forms: {2}.")
DIAG(ASSESS_ITEM_UNKNOWN, ERROR, "項目「{0}」は{1}にありません。{2}", "item \"{0}\" is not in {1}. {2}")
DIAG(ASSESS_ITEM_TWICE, ERROR, "項目「{0}」が重複しています（最初は{1}行目）。どちらが正しいか分からないため、未確認として扱います。", "item \"{0}\" appears twice (first in line {1}); which one is right is not known, so it counts as unknown.")
DIAG(ASSESS_ITEM_HEADING, ERROR, "「{0}」は見出しで、値を持ちません。その下の項目に書いてください。", "\"{0}\" is a heading and holds no value; write it in an item below.")
DIAG(ASSESS_VALUE_TYPE, ERROR, "項目「{0}」の値は{1}でなければなりません。", "the value of item \"{0}\" must be {1}.")
DIAG(ASSESS_CHOICE, ERROR, "項目「{0}」の「{1}」は選択肢にありません。{2}", "item \"{0}\": \"{1}\" is not among the options. {2}")
DIAG(ASSESS_COUNT, ERROR, "項目「{0}」の「{1}」は件数として読めません。0以上の整数で書いてください。", "item \"{0}\": \"{1}\" is not a count; write a whole number from 0.")
DIAG(ASSESS_DATE, ERROR, "項目「{0}」の「{1}」は日付として読めません。令和6年7月2日、令和6年7月、2024-07-02 のように書いてください。", "item \"{0}\": \"{1}\" is not a date; write it as 2024-07-02, 2024-07 or 令和6年7月2日.")
DIAG(ASSESS_MARK, ERROR, "項目「{0}」に「{1}」の印はありません。{2}", "item \"{0}\" has no box \"{1}\". {2}")
DIAG(ASSESS_MARK_TWICE, ERROR, "項目「{0}」の印「{1}」が重複しています。未確認として扱います。", "item \"{0}\": the box \"{1}\" appears twice; it counts as unknown.")
DIAG(ASSESS_MARK_STATE, ERROR, "項目「{0}」の印「{1}」は checked、unchecked、unknown のいずれか、又は mark と text のマップで書いてください。", "item \"{0}\": the box \"{1}\" must be checked, unchecked or unknown, or a map of mark and text.")
DIAG(ASSESS_STATE, ERROR, "項目「{0}」の状態「{1}」はありません。read、proposed、unknown、none、blank のいずれかです。", "item \"{0}\" has no such state as \"{1}\"; it is one of read, proposed, unknown, none, blank.")
DIAG(ASSESS_STATE_VALUE, ERROR, "項目「{0}」は状態が「{1}」なので値を持てません。", "item \"{0}\" is {1} and can hold no value.")
DIAG(ASSESS_LINE, ERROR, "項目「{0}」の行番号「{1}」が使えません。1以上の整数で書いてください。", "item \"{0}\": the line \"{1}\" cannot be used; write a whole number from 1.")
DIAG(ASSESS_CONTROL, ERROR, "項目「{0}」に制御文字 {1} があります。取り除いてください。", "item \"{0}\" holds the control character {1}; remove it.")
DIAG(ASSESS_NUMBER, WARNING, "項目「{0}」に個人番号とみられる番号があります。伏せて扱います。公表する評価書から取り除いてください。", "item \"{0}\" holds what looks like an individual number (個人番号); it is masked. Remove it from what is published.")
DIAG(ASSESS_XML_ELEMENT, ERROR, "要素<{0}>はここには置けません。評価書のXMLの形は assessment.rng にあります。", "the element <{0}> may not stand here; assessment.rng is the shape of an assessment in XML.")
DIAG(ASSESS_XML_SHAPE, ERROR, "評価書のXMLの形（assessment.rng）に合いません: <{0}> {1}。", "does not fit the shape of an assessment in XML (assessment.rng): <{0}> {1}.")

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
