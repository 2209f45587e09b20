# SPDX-License-Identifier: Apache-2.0
"""The workload W: ten detections, the exact summary, and a join with the roster, as rule files and registers made from the
generator's lists. Always the same bytes."""

import datetime
import json
import os
import subprocess

from lib import SHARED

GENERATOR = os.path.join(SHARED, "tools/genlog.c")
# So many records are 1 GB.
LINES = 7015000

RULE = """# SPDX-License-Identifier: Apache-2.0
id: w/{id}
severity: note
title: {{ja: {name}, en: {name}}}
message: {{ja: "{text}", en: "{text}"}}
basis: [番号法 第12条]
remedy: {{ja: なし, en: none}}
{body}"""

COUNT = """select: |
  SELECT (SELECT count(*) FROM match) AS n,
         (SELECT sum(line - 1) FROM (SELECT line FROM match ORDER BY line LIMIT 1000)) AS first
"""

BURST = """select: |
  WITH timed AS (SELECT user, line, days(day) * 86400 + minute_of_day(time) * 60 + substr(time, 18, 2) AS t FROM match),
  failed AS (SELECT line, t, lag(t, 5) OVER (PARTITION BY user ORDER BY line) AS before FROM timed),
  burst AS (SELECT line FROM failed WHERE t - before <= 600)
  SELECT count(*) AS n, (SELECT sum(line - 1) FROM (SELECT line FROM burst ORDER BY line LIMIT 1000)) AS first FROM burst
"""

# Who is covered by one entry from the first to the last day needs no look at single days.
UNCOVERED = """select: |
  WITH span AS (SELECT user, department, substr(first_time, 1, 10) AS first, substr(last_time, 1, 10) AS last FROM activity),
  suspect AS (
    SELECT user, department FROM span AS p
     WHERE NOT EXISTS (SELECT 1 FROM staff AS s WHERE s.user = p.user AND s.department = p.department
                          AND p.first >= s.from_on AND p.last <= s.left_on)),
  uncovered AS MATERIALIZED (
    SELECT a.user, a.department, a.day FROM suspect AS x JOIN activity AS a ON a.user = x.user AND a.department = x.department
     WHERE NOT EXISTS (SELECT 1 FROM staff AS s WHERE s.user = a.user AND s.department = a.department
                          AND a.day BETWEEN s.from_on AND s.left_on))
  SELECT count(*) AS n, sum(events) AS records, sum(line - 1) AS first
    FROM (SELECT a.user, a.department, a.operation, a.system, a.terminal, a.day, sum(a.events) AS events, min(a.line) AS line
            FROM uncovered AS u JOIN activity AS a ON a.user = u.user AND a.department = u.department AND a.day = u.day
           GROUP BY a.user, a.department, a.operation, a.system, a.terminal, a.day)
"""

USER_DAYS = """select: |
  SELECT (SELECT count(day) FROM activity WHERE user IS NOT NULL) AS n, subjects, squares
    FROM (SELECT sum(subjects) AS subjects, sum(subjects * subjects) AS squares FROM activity_subject)
"""


def quoted(values):
    return "[" + ", ".join("'" + v.replace("'", "''") + "'" for v in values) + "]"


def closed_days(holidays):
    """Saturdays, Sundays and the list, from 2025-04-01 for 375 days."""
    day = datetime.date(2025, 4, 1)
    days = (day + datetime.timedelta(i) for i in range(375))
    return [d.isoformat() for d in days if d.weekday() >= 5 or d.isoformat() in holidays]


def detection(lines):
    return "logsource: {category: access}\ndetection:\n" + "".join(f"  {line}\n" for line in lines)


def detections(lists):
    night = [f"*T{h:02}:*" for h in (0, 1, 2, 3, 4, 5, 6, 20, 21, 22, 23)]
    return {
        "D1": [f"s: {{time: {quoted(night)}}}", "condition: s"],
        "D2": [f"s: {{time|startswith: {quoted(closed_days(lists['holidays']))}}}", "condition: s"],
        "D3": ["s: {operation: ログイン, result: 失敗}", "condition: s"],
        "D4": ["s: {count|gt: 1000}", "condition: s"],
        "D5": ["s: {operation: 出力}", f"known: {{terminal: {quoted(lists['output_terminals'])}}}", "condition: s and not known"],
        "D6": [f"s: {{user: {quoted(lists['departed_users'])}}}", "condition: s"],
        "D7": [f"s: {{detail|re: {quoted(lists['regexes'])}}}", "condition: s"],
        "D8": [f"s: {{subject: {quoted(lists['watched_subjects'])}}}", "condition: s"],
        "D9": [f"known: {{department: {quoted(lists['departments'])}}}", "condition: not known"],
        "D10": ["s: {purpose: ''}", f"known: {{purpose: {quoted(lists['purposes'])}}}", "condition: not s and not known"],
    }


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def generator(folder):
    """The program that makes the log, from PIACHECK_SHARED, with the folder of its lists made."""
    program = os.path.join(folder, "genlog")
    subprocess.run(["gcc", "-O2", "-std=c17", "-w", "-o", program, GENERATOR], check=True)
    os.makedirs(os.path.join(folder, "reg"), exist_ok=True)
    return program


def make(folder, lists_file, roster_file):
    """Writes rules/w/*.yaml and registers/staff.csv below folder."""
    with open(lists_file, encoding="utf-8") as file:
        lists = json.load(file)
    for name, lines in detections(lists).items():
        body = detection(lines) + (BURST if name == "D3" else COUNT)
        write(folder, f"rules/w/{name.lower()}.yaml", RULE.format(id=name.lower(), name=name, text=name + " count={n} first1000_sum={first}", body=body))
    write(folder, "rules/w/w2.yaml", RULE.format(id="w2", name="W2", text="W2 userdays={n} subjects={subjects} squares={squares}", body=USER_DAYS))
    write(folder, "rules/w/w3.yaml", RULE.format(
        id="w3", name="W3", text="W3 uncovered_groups={n} rows={records} rec_first_sum={first}", body=UNCOVERED))
    with open(roster_file, encoding="utf-8") as file:
        rows = file.read().splitlines()[1:]
    write(folder, "registers/staff.csv", "ユーザーID,所属,開始日,終了日\n" + "\n".join(rows) + "\n")
