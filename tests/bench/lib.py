# SPDX-License-Identifier: Apache-2.0
"""Measuring that can be repeated: ours and a peer in turn (A B A B), and the median of the ratios of the pairs.

A ratio within one run means the same on a fast and on a slow machine; seconds do not, and are printed for orientation
only. Times are from the start of the process to its end, as a user waits for it; the cost of starting a process is in
both.
"""

import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHARED = os.environ.get("PIACHECK_SHARED", os.path.join(ROOT, "../shared"))
PIACHECK = os.path.join(ROOT, "build/release/piacheck")
NULL = os.open(os.devnull, os.O_RDWR)
ENV = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}

# Where the peer itself varies by more than this, the machine is too busy to say anything.
UNSTEADY = 1.5


def refuse(code, argv):
    sys.exit(f"bench: exit status {code} from: {' '.join(argv[:14])}{' …' if len(argv) > 14 else ''}")


def run(argv, expect=(0,)):
    """Runs a program with all its output thrown away: seconds. Ends the benchmark when it does not do what it should."""
    actions = [(os.POSIX_SPAWN_DUP2, NULL, 0), (os.POSIX_SPAWN_DUP2, NULL, 1), (os.POSIX_SPAWN_DUP2, NULL, 2)]
    started = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, ENV, file_actions=actions)
    _, status = os.waitpid(pid, 0)
    seconds = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    if code not in expect:
        refuse(code, argv)
    return seconds


def own_seconds(argv):
    """Runs a program: processor time of its own process, without those it started."""
    with subprocess.Popen(argv, stdin=NULL, stdout=NULL, stderr=NULL, env=ENV) as started:
        os.waitid(os.P_PID, started.pid, os.WEXITED | os.WNOWAIT)
        with open(f"/proc/{started.pid}/stat", encoding="ascii") as file:
            user, system = file.read().rpartition(")")[2].split()[11:13]
    if started.returncode != 0:
        refuse(started.returncode, argv)
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def peak_kib(argv, expect=(0,)):
    """Runs a program with all its output thrown away: its peak memory and that of the processes that it waited for."""
    helper = os.path.join(ROOT, "build/bench/peak")
    if not os.path.exists(helper):
        os.makedirs(os.path.dirname(helper), exist_ok=True)
        source = os.path.join(ROOT, "tests/bench/peak.c")
        subprocess.run(["gcc", "-O2", "-D_GNU_SOURCE", "-I" + os.path.join(ROOT, "checker"), "-o", helper, source], check=True)
    ended = subprocess.run([helper] + argv, env=ENV, stdout=subprocess.PIPE, check=False)
    if ended.returncode not in expect:
        refuse(ended.returncode, argv)
    return int(ended.stdout)


def pairs(ours, peer, count, expect=(0,), peer_expect=(0,)):
    """Both in turn, count times, after one warming pair. Gives (median ratio, our median s, peer's median s, steady)."""
    run(ours, expect)
    run(peer, peer_expect)
    a, b = [], []
    for _ in range(count):
        a.append(run(ours, expect))
        b.append(run(peer, peer_expect))
    quarters = statistics.quantiles(b, n=4)
    ratio = statistics.median(x / y for x, y in zip(a, b))
    return ratio, statistics.median(a), statistics.median(b), quarters[2] / quarters[0] <= UNSTEADY


class Table:
    """Rows as they come, and whether each kept its limit."""

    def __init__(self):
        self.broken = 0

    def row(self, what, figure, limit, kept, note=""):
        self.broken += 0 if kept else 1
        print(f"{'ok    ' if kept else 'NOT OK'}  {what:<58} {figure:>10}  {limit:<12} {note}".rstrip(), flush=True)

    def ratio(self, what, measured, at_most):
        ratio, ours, peer, steady = measured
        note = f"{ours * 1000:.1f} ms, peer {peer * 1000:.1f} ms" + ("" if steady else "  (unsteady machine: repeat)")
        self.row(what, f"{ratio:.2f}", f"<= {at_most}", ratio <= at_most, note)

    def say(self, what, figure):
        print(f"        {what:<58} {figure:>10}", flush=True)

    def end(self):
        sys.exit(1 if self.broken else 0)
