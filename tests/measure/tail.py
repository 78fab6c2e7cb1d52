"""The records screen while records come fast: from a key to its frame, and whether what was not shown is told."""

import json
import re
import subprocess
import tempfile
import threading
import time

import cluster
from console import Console
from note import Note, ms, percentile, say
from read import TOPICS, lines
from tui import keys

TOPIC = "tail"
# how often a block is written
BEATS = 20


class Writer(threading.Thread):
    """Writes blocks of lines into kcat, so many a second, until it is ended."""

    def __init__(self, it, rate):
        super().__init__(daemon=True)
        self.block = "".join(lines(rate // BEATS)).encode()
        self.count, self.ending = 0, threading.Event()
        self.kcat = subprocess.Popen(
            ["kcat", "-P", "-q", "-b", it.bootstrap, "-t", TOPIC, "-z", "lz4", "-Xlinger.ms=20", "-Xbatch.size=500000",
             "-Xqueue.buffering.max.kbytes=200000"], stdin=subprocess.PIPE)

    def run(self):
        due = time.monotonic()
        while not self.ending.is_set():
            self.kcat.stdin.write(self.block)
            self.count += self.block.count(b"\n")
            due += 1 / BEATS
            time.sleep(max(0, due - time.monotonic()))

    def end(self):
        self.ending.set()
        self.join()
        self.kcat.stdin.close()
        self.kcat.wait()


def topic(it, partitions):
    """The topic, made anew, which keeps little: it would fill the disk."""
    tool = [*cluster.JAVA, TOPICS, "--bootstrap-server", it.bootstrap, "--topic", TOPIC]
    subprocess.run([*tool, "--delete", "--if-exists"], capture_output=True)
    made = cluster.wait_for(lambda: subprocess.run(
        [*tool, "--create", "--partitions", str(partitions), "--replication-factor", "1", "--config",
         "retention.bytes=100000000", "--config", "segment.bytes=50000000"], capture_output=True).returncode == 0, 30, 1)
    if not made:
        raise SystemExit(f"the topic {TOPIC} cannot be made")


def main():
    parser = cluster.arguments("tail", description=__doc__)
    parser.add_argument("--rate", type=int, default=200_000, help="records a second (default 200,000)")
    parser.add_argument("--partitions", type=int, default=6, help="of the topic (default 6)")
    parser.add_argument("--keys", type=int, default=300, help="keys (default 300)")
    args = parser.parse_args()
    it = cluster.Cluster(args)
    topic(it, args.partitions)
    note = Note(f"The records screen at 120 × 40 (Kafka {it.version})", ["work", "figure", "must reach"])
    with tempfile.NamedTemporaryFile() as stats:
        with Console(args.kconsole, it.bootstrap, stats=stats.name) as console:
            console.frame(5)
            console.read_for(5)
            console.type(f":records {TOPIC}\r")
            console.read_for(3)
            writer = Writer(it, args.rate)
            writer.start()
            console.read_for(5)
            began, before, cpu = time.monotonic(), writer.count, cluster.cpu_seconds(console.pid)
            outside = keys(console, args.keys)
            took = time.monotonic() - began
            written, spent = (writer.count - before) / took, (cluster.cpu_seconds(console.pid) - cpu) / took
            memory = cluster.memory_mib(console.pid)[1]
            heading = next((line for line in console.lines() if "RECORDS" in line), "")
            writer.end()
        inside = json.load(open(stats.name))
    key, frame = inside["key_to_frame"], inside["frame"]
    note.row("records written", f"{written:,.0f}/s", f"≥ {args.rate:,}/s")
    note.row("key → end of the frame's write, inside",
             f"p50 {key['p50_us'] / 1000:.1f} ms, p99 {key['p99_us'] / 1000:.1f} ms, max {key['max_us'] / 1000:.1f} ms, {key['count']} keys",
             "p99 ≤ 16 ms")
    note.row("making and writing a frame", f"p50 {frame['p50_us'] / 1000:.1f} ms, p99 {frame['p99_us'] / 1000:.1f} ms", "")
    note.row("key written → frame read, outside",
             f"p50 {ms(percentile(outside, 0.5))}, p99 {ms(percentile(outside, 0.99))}, {len(outside)} of {args.keys} keys", "")
    shown = re.search(r"([\d.,]+ ?[kM]?)/s · ([\d,]+) read, ([\d,]+) not shown", heading)
    note.row("what the screen says", " ".join(heading.strip(" ─").split()), "the number not shown")
    note.row("CPU and memory of the console", f"{spent:.0%} of a core, peak {memory:.1f} MiB", "")
    if not shown:
        say(heading)
        note.remark("**the screen does not say how many it did not show**")
    note.print()


if __name__ == "__main__":
    main()
