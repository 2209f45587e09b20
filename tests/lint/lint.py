# SPDX-License-Identifier: Apache-2.0
"""What the lints share: the files of the repository, and one way to complain ("file:line: what; what to do")."""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def files():
    """The repository's files, as paths from its root: what git keeps or would keep; without git, all but build/."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if listed.returncode == 0:
        names = {name for name in listed.stdout.decode("utf-8", "surrogateescape").split("\0") if name}
    else:
        names = {os.path.relpath(os.path.join(where, name), ROOT)
                 for where, _, found in os.walk(ROOT) for name in found}
    keep = (n for n in names if not n.startswith(("build/", ".git/")) and os.path.isfile(os.path.join(ROOT, n)))
    return sorted(keep)


def lines(name):
    """The lines of a text file, from 1; none of a file that is not UTF-8 text."""
    try:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            return list(enumerate(file.read().split("\n"), 1))
    except UnicodeDecodeError:
        return []


class Complaints:
    def __init__(self):
        self.count = 0

    def add(self, name, line, message):
        self.count += 1
        print(f"{name}:{line}: {message}")

    def end(self):
        sys.exit(1 if self.count else 0)
