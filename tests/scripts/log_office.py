# SPDX-License-Identifier: Apache-2.0
"""What the tests of logs share: four rules that see everything of a log, invented records, runs of piacheck and their reports."""

import json
import os
import random
import subprocess
import sys
import tempfile

ROOT = os.environ["ROOT"]
KEY = os.path.join(ROOT, "fixtures/pseudonym.key")
HEADER = "日時,職員番号,所属,操作,宛名番号,結果,備考\n"
RULE = """id: t/{name}
severity: note
title: {{ja: 題, en: title}}
message: {{ja: "{text}", en: "{text}"}}
basis: [番号法 第12条]
remedy: {{ja: 対応, en: remedy}}
{body}
"""
RULES = {
    "burst": ("{subject} {n} {first} {last}", """logsource: {category: access}
detection: {s: {result: 失敗}, condition: s}
select: SELECT user AS subject, count(*) AS n, min(time) AS first, max(time) AS last, file, min(line) AS line FROM match GROUP BY user"""),
    "near": ("{subject} {events} {value} {first_time} {last_time} {file2}:{line2}", """logsource: {category: access}
detection: {s: {result: 失敗}, condition: s}
correlation: {type: value_count, group-by: [user], timespan: 8h, condition: {field: subject, gte: 3}}
select: SELECT user AS subject, events, value, first_time, last_time, file, line, file2, line2 FROM correlation"""),
    "many": ("{subject} {day} {subjects}",
             "select: SELECT user AS subject, day, subjects, file, line FROM activity_subject WHERE subjects > 3"),
    "sum": ("{subject} {department} {operation} {events} {first_time} {last_time}",
            "select: SELECT user AS subject, department, operation, events, first_time, last_time, file, line FROM activity"),
}


class Office:
    """A folder with the rules; `piacheck` runs there."""

    def __init__(self, name, program="PIACHECK_RELEASE"):
        self.name, self.program = name, os.environ[program]
        if not os.access(self.program, os.X_OK):
            print(f"skip {name}: no release build")
            sys.exit(0)
        self.folder = tempfile.mkdtemp(prefix=f"piacheck-{name}-")
        self.same = ["--pseudonym-key", KEY, "--no-default-rules", "--rules", os.path.join(self.folder, "rules"), "--lang", "ja"]
        self.report = self.same + ["--as-of", "2026-01-15", "--fail-on", "never", "-f", "json", "--no-progress"]
        for rule, (text, body) in RULES.items():
            self.write(f"rules/t/{rule}.yaml", RULE.format(name=rule, text=text, body=body))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, path, text):
        path = self.path(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def run(self, *arguments, expect=None, **more):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, check=False, **more)
        if expect is not None and done.returncode != expect:
            raise SystemExit(f"not ok {self.name}: {arguments[:4]} ended with {done.returncode}: {done.stderr}")
        return done

    def homeless(self, options):
        """The options without a key, and surroundings in which none can be kept."""
        at = options.index("--pseudonym-key")
        env = {k: v for k, v in os.environ.items() if k != "XDG_STATE_HOME"} | {"HOME": "/proc/none"}
        return options[:at] + options[at + 2:], env

    def found(self, *arguments, **more):
        """The report without what differs between two runs, and what was said."""
        done = self.run(*arguments, *self.report, **more)
        if done.returncode > 2 or done.returncode < 0:
            raise SystemExit(f"not ok {self.name}: {arguments[:4]} ended with {done.returncode}: {done.stderr}")
        found = json.loads(done.stdout)
        found["run"] = None
        return found, done.stderr

    def say(self, good, name, detail=""):
        print(f"{'ok' if good else 'not ok'} {self.name}: {name}" + ("" if good or not detail else f"\n  {detail}"))


def record():
    detail = random.choice(["", "x", '"a, b"', '"行1\n行2"', '"say ""hi"""'])
    return (f"2025-04-{random.randint(1, 28):02} {random.randint(0, 23):02}:{random.randint(0, 59):02}:00,u{random.randint(1, 9)},"
            f"課{random.randint(1, 3)},{random.choice(['照会', '出力'])},{random.randint(1, 60):010},"
            f"{random.choice(['成功', '成功', '失敗'])},{detail}\n")
