# SPDX-License-Identifier: Apache-2.0
"""What the tests of progress share: runs whose standard error is a terminal, slowed down, for what is over soon shows nothing."""

import os
import pty
import select
import signal
import subprocess
import time

QUIET_SEC = 0.7   # longer than what is over soon; cmd/progress.c says how long


class Run:
    """A program whose standard error is a terminal: all that it was shown is in `shown` when it has ended."""

    def __init__(self, arguments, **more):
        near, far = pty.openpty()
        more = {"stdout": subprocess.DEVNULL, "stdin": subprocess.PIPE, "start_new_session": True} | more
        self.process = subprocess.Popen(arguments, stderr=far, **more)
        os.close(far)
        self.near, self.said = near, b""

    @property
    def shown(self):
        return self.said.decode("utf-8", "replace")

    def read(self, seconds=None):
        """What comes within the time (None: the next); false: no more will."""
        if not select.select([self.near], [], [], seconds)[0]:
            return True
        try:
            got = os.read(self.near, 65536)
        except OSError:
            got = b""
        self.said += got
        return got != b""

    def send(self, pieces):
        """To standard input, with waits between them."""
        for piece in pieces:
            self.process.stdin.write(piece.encode())
            self.process.stdin.flush()
            time.sleep(QUIET_SEC)
        self.process.stdin.close()

    def slow_down(self, opened, until=lambda: False):
        """It and its workers stand still when the file has been opened, and again and again after that."""
        names = f"/proc/{self.process.pid}/fd"
        while self.process.poll() is None and opened not in map(link_of, (os.path.join(names, n) for n in listed(names))):
            time.sleep(0.001)
        rest = QUIET_SEC
        while self.process.poll() is None and not until():
            os.killpg(self.process.pid, signal.SIGSTOP)
            time.sleep(rest)
            os.killpg(self.process.pid, signal.SIGCONT)
            rest = 0.11
            if not self.read(0.02):
                break

    def end(self):
        while self.read():
            pass
        os.close(self.near)
        return self.process.wait()


def listed(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


def link_of(path):
    try:
        return os.readlink(path)
    except OSError:
        return ""
