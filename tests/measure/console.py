"""kconsole on a pseudo-terminal: every byte with the moment it came, and the screen that they make."""

import fcntl
import os
import pty
import select
import signal
import struct
import tempfile
import termios
import time

import pyte

FRAME_END = b"\x1b[?2026l"  # end of a synchronised update: the frame is complete


class Console:
    """A running console. `read` takes what it wrote; the screen is made only when it is asked for, since that is slow."""

    def __init__(self, binary, bootstrap, columns=120, rows=40, stats=None):
        self.home = tempfile.TemporaryDirectory(prefix="kconsole-measure-")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("KCONSOLE", "XDG_"))}
        # no config of whoever measures: the defaults are what is measured
        environment |= {"HOME": self.home.name, "TERM": "xterm-256color", "TZ": "UTC", "LANG": "C.UTF-8"}
        if stats:
            environment["KCONSOLE_FRAME_STATS"] = stats
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        name = os.ttyname(slave)
        # (moment, bytes, whether a frame is complete with them)
        self.chunks, self.bytes, self.drawn = [], 0, 0
        self.display = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.display)
        # opened by the leader of a new session, the terminal becomes its controlling one
        files = [(os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0)]
        files += [(os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]
        self.started = time.perf_counter()
        command = [binary, "-b", bootstrap]
        self.pid = os.posix_spawn(binary, command, environment, file_actions=files, setsid=True)
        os.close(slave)

    def fileno(self):
        return self.master

    def read(self, seconds):
        """Waits for bytes, at most so long; the chunk, or None."""
        if not select.select([self.master], [], [], max(0, seconds))[0]:
            return None
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return None
        if data:
            moment = time.perf_counter()
            # the mark may lie across two reads
            before = self.chunks[-1][1][1 - len(FRAME_END):] if self.chunks else b""
            self.chunks.append((moment, data, FRAME_END in before + data))
            self.bytes += len(data)
        return data

    def frame(self, seconds):
        """Reads until a frame is complete; its moment, or None."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if self.read(left) and self.chunks[-1][2]:
                return self.chunks[-1][0]
        return None

    def read_for(self, seconds):
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def type(self, keys):
        os.write(self.master, keys.encode())

    def lines(self):
        """The screen as it stands after all that was read."""
        for _, data, _ in self.chunks[self.drawn:]:
            self.stream.feed(data)
        self.drawn = len(self.chunks)
        return self.display.display

    def first(self, shown):
        """Replays what was not yet drawn: the moment of the first chunk after which `shown(lines)` holds, or None."""
        while self.drawn < len(self.chunks):
            moment, data, complete = self.chunks[self.drawn]
            self.stream.feed(data)
            self.drawn += 1
            if complete and shown(self.display.display):
                return moment
        return None

    def wait(self, shown, seconds):
        """Reads and draws until `shown(lines)` holds; the moment, or None."""
        end = time.perf_counter() + seconds
        while True:
            if moment := self.first(shown):
                return moment
            if (left := end - time.perf_counter()) <= 0:
                return None
            self.read(left)

    def close(self):
        """Quits by key, else by signal; the exit status."""
        try:
            self.type("\x03")
            end = time.monotonic() + 3
            while time.monotonic() < end:
                self.read(0.05)
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    return os.waitstatus_to_exitcode(status)
            os.kill(self.pid, signal.SIGKILL)
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        finally:
            os.close(self.master)
            self.home.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
