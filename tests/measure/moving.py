"""A topic with one partition on each broker, written all the time: its END on the topic's screen must keep moving."""

import re
import subprocess
import threading
import time

import cluster


# kcat reads its input by the KiB: a shorter line waits there for the next
LINE = b"." * 1023 + b"\n"


class Moving:
    """The second console, on that topic, and the writers."""

    def __init__(self, console, it, topic):
        self.console, self.topic = console, topic
        found = [t for t in cluster.metadata(it.bootstrap)["topics"] if t["topic"] == topic]
        self.leaders = {p["partition"]: p["leader"] for p in found[0]["partitions"]}
        self.ending = threading.Event()
        self.threads = [threading.Thread(target=self.write, args=(it, p), daemon=True) for p in self.leaders]
        self.victim, self.began = None, 0.0
        self.shown, self.changed, self.gaps = {}, {}, {}
        for thread in self.threads:
            thread.start()

    def open(self):
        self.console.type(f":topic {self.topic}\r")

    def write(self, it, partition):
        """A record every quarter of a second; a writer that gives up is followed by another."""
        while not self.ending.is_set():
            command = ["kcat", "-P", "-E", "-q", "-b", it.bootstrap, "-t", self.topic, "-p", str(partition)]
            command += ["-X", "acks=1", "-X", "message.timeout.ms=3000"]
            kcat = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
            try:
                while not self.ending.wait(0.25) and kcat.poll() is None:
                    kcat.stdin.write(LINE)
                    kcat.stdin.flush()
            except BrokenPipeError:
                pass
            kcat.kill()
            kcat.wait()

    def stop(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def begin(self, victim, moment):
        """From now on standstills of what `victim` does not lead are counted."""
        self.victim, self.gaps = victim, {}
        self.changed = {partition: moment for partition, leader in self.leaders.items() if leader != victim}

    def look(self, lines):
        """Reads the numbers off the screen."""
        header = next((line for line in lines if re.search(r"\bPART\b.*\bEND\b", line)), None)
        if header is None:
            return
        right = re.search(r"\bEND\b", header).end()
        now = self.console.chunks[-1][0]
        for line in lines:
            row = re.match(r"^\W*(\d+)\s", line)
            number = re.search(r"(\S+)$", line[:right])
            if not row or not number or not number.group(1)[0].isdigit():
                continue
            partition, end = int(row.group(1)), number.group(1)
            if partition in self.changed and self.shown.get(partition) != end:
                gap = now - self.changed[partition]
                self.gaps[partition] = max(self.gaps.get(partition, 0.0), gap)
                self.changed[partition] = now
            self.shown[partition] = end

    def longest(self, now):
        """The longest time without a change; None when the screen never showed the numbers."""
        if not self.shown:
            return None
        still = [now - moment for moment in self.changed.values()]
        return max([*self.gaps.values(), *still], default=None)
