-- SPDX-License-Identifier: Apache-2.0
-- piacheck evidence schema, version 1: every row that a rule can see.
--
-- This file is the rule author's interface: `piacheck rules schema` prints it, piacheck-evidence(5) explains it.
-- Conventions
--   file, line     where the row was read: a file as the user named it, a line from 1 (NULL: not known)
--   *_on, day      a date as text yyyy-mm-dd (or yyyy-mm, yyyy when the source gives no more); NULL: not given
--   time           a moment as text yyyy-mm-ddThh:mm:ss+09:00 (Japan Standard Time)
--   booleans       1 or 0; NULL: not known. Unknown is NULL everywhere: NULL is never "no".
--   subject        a person whose data is handled (宛名番号): always a keyed pseudonym (unless --reveal-subjects)
--   user           an ID that logs on to a system, as the logs and registers write it
-- The rule is evaluated as of one date: as_of() gives it. Tables of an assessment hold ONE assessment at a
-- time: a rule that reads any of them is evaluated once for each; all other rules once for the run.
-- A table whose source was not given makes a rule that reads it "no evidence", never a pass (see `needs` and
-- `optional` in piacheck-rule(5)).

-- ============================================================ the assessment (特定個人情報保護評価書)

CREATE TABLE assessment (       -- one row: the form now looked at
  file TEXT NOT NULL,           -- the structured assessment
  line INTEGER,
  form TEXT NOT NULL,           -- '2', '3' or '4' (様式2, 3, 4)
  edition TEXT,                 -- of the form definition, e.g. 令和6年10月
  no TEXT,                      -- 評価書番号
  name TEXT,                    -- 評価書名
  agency TEXT,                  -- 評価実施機関名
  published TEXT,               -- 公表日, yyyy-mm-dd; NULL: unknown
  source TEXT                   -- the published text that it was imported from; NULL: none
);

CREATE TABLE item (             -- every item to be filled in, in form order; repeated ones once for each number that occurs;
                                -- the rows of 記録項目 and 変更箇所 stand in record_item and change alone
  id TEXT NOT NULL,             -- II.4.delegation[2].4
  def TEXT NOT NULL,            -- II.4.delegation[].4: the entry of the form definition
  question TEXT,                -- the same question's def on 様式3 (for 様式3: def; NULL: 様式4 alone asks it)
  section TEXT NOT NULL,        -- cover, I, II, III, IV, V, VI, app1, app2, app3
  heading TEXT,                 -- printed path: Ⅱ 4. 委託事項2
  label TEXT NOT NULL,          -- printed label: ④再委託の有無
  type TEXT NOT NULL,           -- text, choice, marks, count, date
  file_no INTEGER NOT NULL,     -- which 特定個人情報ファイル (II@2 → 2); 1 when not repeated
  instance INTEGER,             -- number of the repeated group (委託事項2 → 2); NULL: not repeated
  state TEXT NOT NULL,          -- read, proposed, unknown, none (—, なし), blank (label and empty cell both seen)
  text TEXT,                    -- the value as written; of a choice the option's text; NULL: no value
  norm TEXT,                    -- text in NFKC without white space, for comparing and REGEXP
  n INTEGER,                    -- number of the chosen option; a count
  date TEXT,                    -- of a date: yyyy-mm-dd, yyyy-mm or yyyy
  required INTEGER NOT NULL,    -- 1: the form always asks for it
  important_change INTEGER NOT NULL, -- 1: ※, a change of it is a 重要な変更 (指針 第6の2)
  why TEXT,                     -- of proposed: the reason
  file TEXT NOT NULL, line INTEGER,
  source_line INTEGER,          -- line in assessment.source; of a PDF or a workbook the row of its page or sheet; NULL: not imported
  source_page INTEGER,          -- page of the PDF
  source_sheet TEXT, source_cell TEXT -- sheet and cell (C12) of the workbook
);

CREATE TABLE mark (             -- one row for each box of an item of type marks
  item TEXT NOT NULL,           -- item.id
  def TEXT NOT NULL, question TEXT, file_no INTEGER NOT NULL, instance INTEGER,   -- as of the item
  key TEXT NOT NULL,            -- key of the form definition: nw, inhouse, juki_net, other, …
  label TEXT NOT NULL,          -- printed: 情報提供ネットワークシステム
  state TEXT NOT NULL,          -- checked, unchecked, unknown
  text TEXT,                    -- what stands in its （ ）; NULL: nothing, or the box has none
  file TEXT NOT NULL, line INTEGER, source_line INTEGER
);

CREATE TABLE record_item (      -- 記録項目: one row for each entry of the annex (様式3 別添1, 様式4 別添2)
  no INTEGER NOT NULL,          -- from 1 in document order
  file_no INTEGER NOT NULL,
  heading TEXT, num TEXT,       -- subgroup title and printed number, if any
  name TEXT,                    -- 項目名
  state TEXT NOT NULL,
  file TEXT NOT NULL, line INTEGER, source_line INTEGER
);

CREATE TABLE change (           -- 変更箇所: one row for each row of the table (様式3 別添2, 様式4 別添3)
  no INTEGER NOT NULL,          -- from 1
  date TEXT,                    -- 変更日 as yyyy-mm-dd
  item TEXT,                    -- 項目 as written
  before TEXT, after TEXT,      -- 変更前の記載, 変更後の記載
  timing TEXT,                  -- 事前 or 事後; NULL: unknown or blank
  reason TEXT,                  -- 提出時期に係る説明
  date_state TEXT NOT NULL, before_state TEXT NOT NULL, after_state TEXT NOT NULL,
  timing_state TEXT NOT NULL, reason_state TEXT NOT NULL,
  file TEXT NOT NULL, line INTEGER, source_line INTEGER
);

CREATE VIEW dated AS            -- one row: the day whose law the form answers to; published is NULL when no such day is known
  SELECT coalesce(a.published, c.newest, i.newest) AS published,    -- 公表日; without it a day after which the form was published:
    CASE WHEN a.published IS NOT NULL THEN '公表日'                 -- the newest 変更日, or 基礎項目評価の実施日
         WHEN c.newest IS NOT NULL THEN '最新の変更日' ELSE '基礎項目評価の実施日' END AS day_label,
    CASE WHEN a.published IS NOT NULL THEN 'published'
         WHEN c.newest IS NOT NULL THEN 'newest change' ELSE 'basic assessment' END AS day_label_en,
    a.published IS NULL OR EXISTS (SELECT 1 FROM item AS p WHERE p.def = 'cover.published' AND p.state = 'proposed') AS review,
    a.form AS form, a.file AS file, a.line AS line
  FROM assessment AS a, (SELECT max(date) AS newest FROM change WHERE length(date) = 10) AS c,
    (SELECT max(date) AS newest FROM item WHERE question = 'V.1.1' AND length(date) = 10) AS i;
CREATE TABLE change_item (      -- what each row of 変更箇所 is about, and whether it holds: one row for each item that it names
  no INTEGER NOT NULL,          -- change.no
  item TEXT,                    -- item.id, or the id of a heading; NULL: nothing in the form, or more than one thing
  how TEXT NOT NULL,            -- item; several (one of several items that it names); heading; unsure; none
  label TEXT,                   -- printed label of the item
  important INTEGER,            -- 1: ※ (重要な変更の対象); 0: not; NULL: not known, or the form leaves it open
  nature TEXT,                  -- what the words show: notation, law, name, slip, shared, substance; NULL: not both cells read or proposed
  ground TEXT,                  -- what 提出時期に係る説明 claims: emergency, threshold, shared, risk, voluntary, wording, law, name,
                                -- formal, important, exempt (not important, without why), other (その他の項目), none; NULL: blank or not known
  newest INTEGER NOT NULL,      -- 1: surely no later row speaks of the item
  previous INTEGER,             -- change.no of the row before it in time of the same item
  chain TEXT,                   -- 変更前 against that row's 変更後: agrees, differs, unknown
  chain_text TEXT,              -- of differs: where they part
  body TEXT,                    -- of the newest: 変更後 against what the form says: agrees, differs, unknown
  body_text TEXT,
  is_option INTEGER,            -- of a choice: 1 both cells are options of the form, 0 not
  misfit TEXT,                  -- what of the change the claimed ground does not cover; NULL: fits, or nobody can say
  described INTEGER NOT NULL,   -- 1: 変更後 tells what was done (…の修正), not what the form says
  fault TEXT,                   -- how the 項目 parts from the printed headings: number, two, name; NULL: it does not
  written TEXT,                 -- of a fault: the number, the heading or the words that it has
  printed TEXT,                 -- of a fault: the label of the form
  older_text TEXT,              -- of a row that is not the newest: where the body says otherwise what no later row touches
  file TEXT NOT NULL, line INTEGER, source_line INTEGER
);

-- The groups of the form as tables, whichever form: one row for each number.

CREATE VIEW system AS           -- Ⅰ2 使用するシステム
  SELECT instance AS no,
    max(CASE WHEN question = 'I.2.system[].1' THEN text END) AS name,
    max(CASE WHEN question = 'I.2.system[].1' THEN norm END) AS name_norm,
    max(CASE WHEN question = 'I.2.system[].1' THEN state END) AS name_state,
    max(CASE WHEN question = 'I.2.system[].2' THEN text END) AS functions,
    max(CASE WHEN question = 'I.2.system[].3' THEN id END) AS connection_item,
    min(file) AS file, min(line) AS line
  FROM item WHERE question LIKE 'I.2.system[]%' AND instance IS NOT NULL GROUP BY instance;

CREATE VIEW connection AS       -- Ⅰ2③ 他のシステムとの接続
  SELECT instance AS system_no, item, key, label, state, text, file, line
  FROM mark WHERE question = 'I.2.system[].3';

CREATE VIEW delegation AS       -- Ⅱ4 委託事項
  SELECT instance AS no, file_no,
    max(CASE WHEN question = 'II.4.delegation[].name' THEN text END) AS name,
    max(CASE WHEN question = 'II.4.delegation[].1' THEN text END) AS content,
    max(CASE WHEN question = 'II.4.delegation[].2' THEN text END) AS handlers,         -- 取扱者数, the option's text
    max(CASE WHEN question = 'II.4.delegation[].3' THEN text END) AS contractor,       -- 委託先名
    max(CASE WHEN question = 'II.4.delegation[].3' THEN norm END) AS contractor_norm,
    max(CASE WHEN question = 'II.4.delegation[].3' THEN state END) AS contractor_state,
    max(CASE WHEN question = 'II.4.delegation[].3' THEN id END) AS contractor_item,
    max(CASE WHEN question = 'II.4.delegation[].4' THEN text END) AS subcontracting,   -- 再委託する, 再委託しない
    max(CASE WHEN question = 'II.4.delegation[].4' THEN state END) AS subcontracting_state,
    max(CASE WHEN question = 'II.4.delegation[].4' THEN id END) AS subcontracting_item,
    max(CASE WHEN question = 'II.4.delegation[].5' THEN text END) AS permission,       -- 再委託の許諾方法
    max(CASE WHEN question = 'II.4.delegation[].5' THEN state END) AS permission_state,
    max(CASE WHEN question = 'II.4.delegation[].5' THEN id END) AS permission_item,
    max(CASE WHEN question = 'II.4.delegation[].6' THEN text END) AS subcontracted,    -- 再委託事項
    max(CASE WHEN question = 'II.4.delegation[].6' THEN state END) AS subcontracted_state,
    max(CASE WHEN question = 'II.4.delegation[].6' THEN id END) AS subcontracted_item,
    min(file) AS file, min(line) AS line
  FROM item WHERE question LIKE 'II.4.delegation[]%' AND instance IS NOT NULL GROUP BY file_no, instance;

CREATE VIEW provision AS        -- Ⅱ5 提供先
  SELECT instance AS no, file_no,
    max(CASE WHEN question = 'II.5.provision[].name' THEN text END) AS name,
    max(CASE WHEN question = 'II.5.provision[].name' THEN id END) AS name_item,
    max(CASE WHEN question = 'II.5.provision[].1' THEN text END) AS basis,             -- 法令上の根拠
    max(CASE WHEN question = 'II.5.provision[].1' THEN norm END) AS basis_norm,
    max(CASE WHEN question = 'II.5.provision[].1' THEN state END) AS basis_state,
    max(CASE WHEN question = 'II.5.provision[].1' THEN id END) AS basis_item,
    max(CASE WHEN question = 'II.5.provision[].2' THEN text END) AS use,
    max(CASE WHEN question = 'II.5.provision[].3' THEN text END) AS information,
    max(CASE WHEN question = 'II.5.provision[].4' THEN text END) AS persons,           -- 本人の数, the option's text
    max(CASE WHEN question = 'II.5.provision[].4' THEN n END) AS persons_n,
    max(CASE WHEN question = 'II.5.provision[].4' THEN id END) AS persons_item,
    max(CASE WHEN question = 'II.5.provision[].6' THEN id END) AS method_item,
    min(file) AS file, min(line) AS line
  FROM item WHERE question LIKE 'II.5.provision[]%' AND instance IS NOT NULL GROUP BY file_no, instance;

CREATE VIEW transfer AS         -- Ⅱ5 移転先
  SELECT instance AS no, file_no,
    max(CASE WHEN question = 'II.5.transfer[].name' THEN text END) AS name,
    max(CASE WHEN question = 'II.5.transfer[].name' THEN id END) AS name_item,
    max(CASE WHEN question = 'II.5.transfer[].1' THEN text END) AS basis,
    max(CASE WHEN question = 'II.5.transfer[].1' THEN norm END) AS basis_norm,
    max(CASE WHEN question = 'II.5.transfer[].1' THEN state END) AS basis_state,
    max(CASE WHEN question = 'II.5.transfer[].1' THEN id END) AS basis_item,
    max(CASE WHEN question = 'II.5.transfer[].2' THEN text END) AS use,
    max(CASE WHEN question = 'II.5.transfer[].3' THEN text END) AS information,
    max(CASE WHEN question = 'II.5.transfer[].4' THEN text END) AS persons,
    max(CASE WHEN question = 'II.5.transfer[].4' THEN n END) AS persons_n,
    max(CASE WHEN question = 'II.5.transfer[].4' THEN id END) AS persons_item,
    max(CASE WHEN question = 'II.5.transfer[].6' THEN id END) AS method_item,
    min(file) AS file, min(line) AS line
  FROM item WHERE question LIKE 'II.5.transfer[]%' AND instance IS NOT NULL GROUP BY file_no, instance;

-- ============================================================ host configuration (-c ROOT)

CREATE TABLE config_file (      -- every file looked at that was understood or refused
  host TEXT NOT NULL,           -- name of the root: the last part of ROOT, or its hostname file
  kind TEXT NOT NULL,           -- sshd, login.defs, pam, pwquality, faillock, sudoers, passwd, shadow, group, postgresql, pg_hba,
                                -- nginx, logrotate, rsyslog, cron, sysctl, auditd, audit_rules, chrony, modprobe, systemd,
                                -- compose, kubernetes, terraform, yaml, json, xml
  status TEXT NOT NULL,         -- understood, refused ("no evidence", exit status 2)
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE setting (          -- one row for each setting as it stands in a file
  host TEXT NOT NULL,
  kind TEXT NOT NULL,           -- as config_file.kind
  section TEXT,                 -- what it stands in: 'Match User backup', 'Service', 'server', 'auth'; NULL: none (global)
  entry INTEGER,                -- record number, for files of records (pg_hba, sudoers, cron, pam, modprobe): its fields share it
  key TEXT NOT NULL,            -- option name; sshd and systemd keys in their documented spelling, documents as a path (services.db.ports[0])
  value TEXT,                   -- without quotes and trailing comments; secrets become '<secret>'
  number REAL,                  -- the value as a number when it is one
  effective INTEGER,            -- 1: this is the one that counts (sshd: first value wins; others: last); 0: overridden; NULL: depends
  seq INTEGER NOT NULL,         -- order of reading within the host and kind
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE os_account (       -- /etc/passwd joined with /etc/shadow
  host TEXT NOT NULL,
  user TEXT NOT NULL,
  uid INTEGER, gid INTEGER, home TEXT, shell TEXT,
  can_login INTEGER,            -- 0: shell is nologin, false or the like
  password TEXT,                -- set, locked, none (empty: no password needed), unknown (no shadow). Never the hash
  password_scheme TEXT,         -- yescrypt, sha512, sha256, md5, des, … of a set password
  changed_on TEXT,              -- last change of the password
  max_days INTEGER, min_days INTEGER, inactive_days INTEGER, expires_on TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE os_group_member (  -- /etc/group, and the primary group of passwd
  host TEXT NOT NULL, grp TEXT NOT NULL, user TEXT NOT NULL,
  file TEXT NOT NULL, line INTEGER
);

-- ============================================================ the office's registers (-r DIR)

CREATE TABLE staff (            -- 職員台帳: one row for each period of a person in a post
  staff_no TEXT,                -- 職員番号
  user TEXT,                    -- ID in the systems
  department TEXT, post TEXT,   -- 所属, 役職
  duty TEXT,                    -- 担当事務; 事務取扱担当者 of which 事務
  role TEXT,                    -- 総括責任者, 保護責任者, 監査責任者, 事務取扱担当者, システム管理者; NULL: none
  from_on TEXT, left_on TEXT,   -- last day is left_on; NULL: still there
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE account (          -- システムID台帳: IDs of business systems
  system TEXT, user TEXT,
  staff_no TEXT,                -- holder; NULL: no single holder
  kind TEXT,                    -- 個人, 共用, 委託先, システム
  contractor TEXT,              -- of a 委託先 ID
  privilege TEXT,               -- 照会, 更新, 管理者, …
  number_access INTEGER,        -- may see 個人番号
  factors INTEGER,              -- number of authentication factors
  enabled_on TEXT, disabled_on TEXT, last_login_on TEXT, reviewed_on TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE consent (          -- 同意書台帳
  consent_no TEXT, subject TEXT,
  purpose TEXT, recipient TEXT, -- what for, to whom
  form_id TEXT,                 -- 同意書様式
  purpose_notice TEXT,          -- 利用目的の明示の方法 or its notice's id; NULL: none recorded
  obtained_on TEXT, withdrawn_on TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE identity_check (   -- 本人確認記録 (番号法 第16条)
  receipt_no TEXT, subject TEXT, received_on TEXT,
  channel TEXT,                 -- 窓口, 郵送, 電子申請, 代理人
  method TEXT,                  -- 個人番号カード, 番号確認+身元確認, カード代替電磁的記録, 代理権+代理人身元+本人番号, 通知カード, 省略; NULL: not recorded
  checked_by TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE disclosure (       -- 提供記録 (番号法 第19条)
  disclosure_no TEXT, subject TEXT, recipient TEXT,
  basis TEXT,                   -- legal basis as written: 番号法第19条第8号, 本人同意
  method TEXT,                  -- 情報提供ネットワークシステム, 専用線, 電子記録媒体, …
  information TEXT, disclosed_on TEXT, user TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE contract (         -- 委託契約台帳
  contract_no TEXT, contractor TEXT, corporate_no TEXT, work TEXT,   -- 委託事項
  assessment_no TEXT,           -- 評価書番号 that it belongs to; NULL: not said
  from_on TEXT, until_on TEXT,
  handlers INTEGER,             -- 取扱者数
  subcontracting INTEGER,       -- 1: 再委託 allowed with consent
  secrecy INTEGER, no_takeout INTEGER, purpose_limit INTEGER, subcontract_terms INTEGER, liability INTEGER,   -- ①-⑤ of ガイドライン 第4-2(1)1B
  return_or_disposal INTEGER, handlers_named INTEGER, supervision INTEGER, reporting INTEGER, inspection INTEGER,   -- ⑥-⑩
  selected_on TEXT,             -- 選定時の確認
  reported_on TEXT, inspected_on TEXT,   -- latest 報告, 実地調査
  returned_on TEXT,             -- 終了時の返却・廃棄の確認
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE subcontract (      -- 再委託承認台帳 (番号法 第10条)
  approval_no TEXT, contract_no TEXT, contractor TEXT, subcontractor TEXT, work TEXT,
  depth INTEGER,                -- 1: 再委託, 2: 再々委託, …
  applied_on TEXT, approved_on TEXT, started_on TEXT, until_on TEXT, approver TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE contractor_worker (-- 委託先作業者名簿
  contractor TEXT, contract_no TEXT, worker TEXT, user TEXT,
  from_on TEXT, until_on TEXT, trained_on TEXT, pledged_on TEXT,     -- 研修, 誓約書
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE media (            -- 媒体管理簿
  media_id TEXT, kind TEXT,     -- USBメモリ, 外付けHDD, 磁気テープ, 紙, …
  serial TEXT, purpose TEXT, destination TEXT, user TEXT, approver TEXT,
  encrypted INTEGER,
  taken_out_on TEXT, due_on TEXT, returned_on TEXT, erased_on TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE approval (         -- 出力・持出し等の承認簿
  approval_no TEXT, kind TEXT,  -- 出力, 印刷, 持出し, 権限付与, 作業
  user TEXT, department TEXT, approver TEXT, purpose TEXT, max_count INTEGER,
  valid_from TEXT, valid_until TEXT,     -- both days included
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE training (         -- 研修受講記録
  staff_no TEXT, user TEXT, course TEXT, held_on TEXT, completed INTEGER,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE retention (        -- 保存期間台帳: what is held, since when, for how long
  dataset TEXT,                 -- 特定個人情報ファイル名 or data set
  assessment_no TEXT, place TEXT, kind TEXT,   -- 業務データ, ログ, 情報提供等の記録, バックアップ, 紙
  period_days INTEGER,          -- 保存期間 in days (5年 → 1826)
  basis TEXT, starts_from TEXT, -- 文書管理規程 …, 起算
  oldest_on TEXT,               -- date of the oldest record now held
  records INTEGER, purge_job TEXT, purged_on TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE disposal (         -- 廃棄・消去記録
  disposal_no TEXT, what TEXT, media_id TEXT, dataset TEXT, method TEXT, records INTEGER,
  disposed_on TEXT, approver TEXT, witness TEXT,
  contractor TEXT, certificate_no TEXT,  -- 委託先 and its 証明書
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE audit (            -- 監査・自己点検の記録
  audit_no TEXT, kind TEXT,     -- 自己点検, 内部監査, 外部監査
  scope TEXT, auditor TEXT, department TEXT, held_on TEXT, reported_on TEXT,
  open_findings INTEGER, closed_on TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE log_review (       -- ログ点検記録
  system TEXT, from_on TEXT, until_on TEXT, reviewed_on TEXT, reviewer TEXT, result TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE incident (         -- 事故記録
  incident_no TEXT, summary TEXT, kind TEXT,   -- 漏えい, 滅失, 毀損, 誤送付, 不正利用
  specific INTEGER,             -- 1: 特定個人情報
  intentional INTEGER,          -- 1: 故意 or 不正の目的
  persons INTEGER,
  occurred_on TEXT, known_on TEXT, quick_report_on TEXT, final_report_on TEXT, notified_on TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE calendar (         -- 開庁日カレンダー: days on which the office differs from business_day()
  day TEXT, open INTEGER, name TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE backup_job (       -- バックアップ実施記録
  dataset TEXT, host TEXT, run_on TEXT, result TEXT, place TEXT, encrypted INTEGER,
  file TEXT NOT NULL, line INTEGER
);

-- ============================================================ access logs (-l FILE)

CREATE TABLE log_file (         -- every log read
  format TEXT NOT NULL, encoding TEXT, records INTEGER NOT NULL, bad_records INTEGER NOT NULL,
  first_time TEXT, last_time TEXT,
  has_user INTEGER, has_department INTEGER, has_operation INTEGER, has_system INTEGER, has_terminal INTEGER,  -- does the log hold the column?
  has_subject INTEGER, has_count INTEGER, has_result INTEGER, has_purpose INTEGER, has_number_accessed INTEGER,
  backward INTEGER,             -- records earlier than the one that stands before them
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE log_step (         -- where the time of a log does not run on; only of logs in the order of time: of 100 records at most one earlier than that before it
  time_before TEXT NOT NULL, time TEXT NOT NULL,          -- of the record before and of this one
  seconds INTEGER NOT NULL,     -- from one to the other: 1800 or more, or -60 or less; of a log the first 2,000 of each
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE activity (         -- exact summary, rolled up to those of the columns user … day that the statement names: add up events,
                                -- do not count rows
  user TEXT, department TEXT, operation TEXT, system TEXT, terminal TEXT, result TEXT,
  number_accessed INTEGER,      -- 1: 個人番号 was accessed, 0: not, NULL: the log does not say
  day TEXT NOT NULL,            -- day in Japan
  events INTEGER NOT NULL,      -- records
  first_time TEXT NOT NULL, last_time TEXT NOT NULL,
  file TEXT NOT NULL, line INTEGER        -- of the first record
);

CREATE TABLE activity_subject ( -- exact number of different subjects for each user and day
  user TEXT, day TEXT NOT NULL, subjects INTEGER NOT NULL,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE subject_user (     -- who had records of a subject on a day; rolled up to subject and day unless the statement names user
  subject TEXT NOT NULL,        -- with --reveal-subjects a plain number is shown; what is none stays a pseudonym
  user TEXT, day TEXT NOT NULL,
  users INTEGER NOT NULL,       -- exact number of the day's different users of the subject; `users >= N` makes no other rows
  file TEXT NOT NULL, line INTEGER        -- where the day's records of the user begin, of several the first
);

CREATE TABLE match (            -- records that a rule's `detection` selected; a rule sees its own
  rule TEXT NOT NULL,
  time TEXT NOT NULL, day TEXT NOT NULL,
  user TEXT, department TEXT, operation TEXT, system TEXT, terminal TEXT,
  subject TEXT, count INTEGER, result TEXT, purpose TEXT,
  number_accessed INTEGER, detail TEXT,
  file TEXT NOT NULL, line INTEGER
);

CREATE TABLE correlation (      -- what a rule's `correlation` found; a rule sees its own
  rule TEXT NOT NULL,
  first_time TEXT NOT NULL, last_time TEXT NOT NULL,      -- of the events that were counted
  day TEXT NOT NULL,            -- of the first
  events INTEGER NOT NULL,      -- events that were counted
  value REAL NOT NULL,          -- what the condition is about: events, different values, a sum, …
  user TEXT, department TEXT, operation TEXT, system TEXT, terminal TEXT,
  subject TEXT,                 -- those that group-by names, else NULL
  grouped TEXT NOT NULL,        -- all of group-by: user=…, terminal=…
  file TEXT NOT NULL, line INTEGER,       -- of the first event
  file2 TEXT NOT NULL, line2 INTEGER      -- of the last
);

-- ============================================================ what was given

CREATE TABLE source (           -- every input of the run
  kind TEXT NOT NULL,           -- assessment, config, log, or the register's table name (staff, consent, …)
  host TEXT,                    -- of config
  status TEXT NOT NULL,         -- read, partly, refused
  rows INTEGER NOT NULL,
  file TEXT NOT NULL
);
