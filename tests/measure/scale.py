"""Size: full refreshes, memory and keys on embedded clusters of 10,000, 50,000 and 200,000 partitions. A fake answers
faster than a broker, so the console's own CPU time stands beside every time."""

import argparse
import json
import os
import subprocess
import tempfile
import time

import cluster
from console import Console
from note import Note, median, ms
from tui import keys

# partitions, each with the groups it is read by (of 50 partitions each)
SIZES = {10_000: 100, 50_000: 500, 200_000: 2_000}
EACH = 10


class Demo:
    """`kconsole demo --serve` of this size; ended by its own pid."""

    def __init__(self, binary, partitions, groups):
        size = ["--topics", str(partitions // EACH), "--partitions", str(EACH), "--groups", str(groups)]
        command = [binary, "demo", "--serve", "-o", "json", "--scenario", "quiet", *size]
        began = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(command)}: it did not start")
        self.took = time.monotonic() - began
        self.bootstrap = json.loads(line)["bootstrap"]
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


def once(binary, bootstrap, *command):
    """One command: seconds, seconds of CPU, MiB at most, bytes printed, whether all was answered in time."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = subprocess.Popen([binary, *command, "-o", "json", "-b", bootstrap], stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        printed = os.fstat(out.fileno()).st_size
        return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, printed, process.returncode == 0


def refreshes(note, args, demo, partitions):
    for name, must, *command in (
        ("`topics`: Metadata", "", "topics"),
        ("`lag`: groups, commits, ends", "", "lag"),
        ("`health`: everything, once", "≤ 0.4 s, linear", "health"),
    ):
        runs = [once(args.kconsole, demo.bootstrap, *command) for _ in range(args.runs)]
        whole = sum(run[-1] for run in runs)
        took, cpu, memory, printed = (median(column) for column in list(zip(*runs))[:4])
        figure = f"{ms(took)} ({ms(cpu)} of it the console's CPU), {memory:.0f} MiB, {printed / 2**20:.1f} MiB printed"
        note.row(f"{partitions:,}", name, figure, must)
        if whole < len(runs):
            note.remark(f"{name} of {partitions:,}: {len(runs) - whole} of {len(runs)} runs did not get every answer in time")


def screens(note, args, demo, partitions):
    with tempfile.NamedTemporaryFile() as stats:
        with Console(args.kconsole, demo.bootstrap, stats=stats.name) as console:
            console.frame(5)
            console.type("2")
            before, began = cluster.cpu_seconds(console.pid), time.monotonic()
            console.read_for(60 * args.minutes)
            share = (cluster.cpu_seconds(console.pid) - before) / (time.monotonic() - began)
            now, most = cluster.memory_mib(console.pid)
            figure = f"{now:.0f} MiB (at most {most:.0f}), {share:.1%} CPU"
            note.row(f"{partitions:,}", f"the screens for {args.minutes:g} min, polling everything", figure, "≤ 250 MB in 10 min")
            keys(console, args.keys)
        key = json.load(open(stats.name))["key_to_frame"]
    figure = f"p50 {key['p50_us'] / 1000:.1f} ms, p99 {key['p99_us'] / 1000:.1f} ms, max {key['max_us'] / 1000:.1f} ms"
    note.row(f"{partitions:,}", f"key → frame, {key['count']} keys on topics", figure, "p99 ≤ 16 ms")


def main():
    parser = argparse.ArgumentParser(prog="tests/measure/run scale", description=__doc__)
    binary = os.environ.get("MEASURE_KCONSOLE", str(cluster.ROOT / "target/release/kconsole"))
    parser.add_argument("--kconsole", default=binary, help="the console (MEASURE_KCONSOLE; default: target/release/kconsole)")
    parser.add_argument("--demo", help="the program that serves the cluster (default: the console)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (default 5)")
    parser.add_argument("--minutes", type=float, default=10, help="how long the screens are open (default 10)")
    parser.add_argument("--keys", type=int, default=300, help="keys (default 300)")
    parser.add_argument("--only", type=int, choices=SIZES, action="append", help="only so many partitions")
    args = parser.parse_args()
    note = Note("Size, on the embedded cluster", ["partitions", "work", "figure", "must reach"])
    for partitions in args.only or SIZES:
        with Demo(args.demo or args.kconsole, partitions, SIZES[partitions]) as demo:
            refreshes(note, args, demo, partitions)
            screens(note, args, demo, partitions)
            now, most = cluster.memory_mib(demo.pid)
            figure = f"up in {ms(demo.took)}, {now:.0f} MiB (at most {most:.0f})"
            note.row(f"{partitions:,}", f"the cluster itself, {SIZES[partitions]:,} groups", figure, "< 1 GiB")
    note.print()


if __name__ == "__main__":
    main()
