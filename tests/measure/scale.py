"""Size: full refreshes, memory and keys on embedded clusters of 10,000, 50,000 and 200,000 partitions. A fake answers
faster than a broker, so the console's own CPU time stands beside every time. Times are taken with one cluster alone;
then a console watches each size for the same minutes, all at once, and its memory and CPU are read at their end."""

import argparse
import contextlib
import json
import os
import select
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


    def at_rest(self, seconds):
        """CPU share while nobody asks anything."""
        before, began = cluster.cpu_seconds(self.pid), time.monotonic()
        time.sleep(seconds)
        return (cluster.cpu_seconds(self.pid) - before) / (time.monotonic() - began)


def once(binary, bootstrap, *command):
    """One command: seconds, seconds of CPU, MiB at most, its rows, and what it could not have."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen([binary, *command, "-o", "json", "-b", bootstrap], stdout=out, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        missing = errors.read().decode().strip() or (f"exit code {process.returncode}" if process.returncode else "")
        out.seek(0)
        return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, json.load(out), missing


# What a command must give on a cluster of so many partitions, by its JSON: `health` is a check, and tells what is wrong
# and not what was asked, so that its own word (nothing missing, exit code 0) must do.
COMPLETE = {
    "topics": lambda rows, size: sum(len(topic["partitions"]) for topic in rows) >= size,
    # the story's own groups are among those asked for, and some of them have committed nothing
    "lag": lambda rows, size: all(row["end"] is not None for row in rows)
    and len({row["group"] for row in rows}) >= SIZES[size] - 20,
    "health": lambda rows, size: isinstance(rows, list),
}


def refreshes(note, args, demo, partitions):
    for name, must, *command in (
        ("`topics`: Metadata", "", "topics"),
        ("`lag`: groups, commits, ends", "", "lag"),
        ("`health`: everything, once", "≤ 0.4 s, linear", "health", "--fail-on", "never"),
    ):
        runs = []
        for _ in range(args.runs):
            *figures, rows, missing = once(args.kconsole, demo.bootstrap, *command)
            if missing or not COMPLETE[command[0]](rows, partitions):
                note.remark(f"{name} of {partitions:,} is not complete: {missing or 'rows are missing'}")
            runs.append(figures)
        took, cpu, memory = (median(column) for column in zip(*runs))
        figure = f"{ms(took)} ({ms(cpu)} of it the console's CPU), {memory:.0f} MiB"
        note.row(f"{partitions:,}", name, figure, must)


def pressed(note, args, demo, partitions):
    """Keys on a console that refreshes meanwhile."""
    with tempfile.NamedTemporaryFile() as stats:
        with Console(args.kconsole, demo.bootstrap, stats=stats.name) as console:
            console.frame(5)
            console.type("2")
            console.read_for(5)
            keys(console, args.keys)
        key = json.load(open(stats.name))["key_to_frame"]
    figure = f"p50 {key['p50_us'] / 1000:.1f} ms, p99 {key['p99_us'] / 1000:.1f} ms, max {key['max_us'] / 1000:.1f} ms"
    note.row(f"{partitions:,}", f"key → frame, {key['count']} keys on topics", figure, "p99 ≤ 16 ms")


def watched(note, args, demos):
    """A console on the topics of each cluster, all for the same minutes."""
    with contextlib.ExitStack() as stack:
        consoles = {size: stack.enter_context(Console(args.kconsole, demo.bootstrap)) for size, demo in demos.items()}
        for console in consoles.values():
            console.frame(5)
            console.type("2")
        before, began = {size: cluster.cpu_seconds(console.pid) for size, console in consoles.items()}, time.monotonic()
        while (left := began + 60 * args.minutes - time.monotonic()) > 0:
            for console in select.select(list(consoles.values()), [], [], left)[0]:
                console.read(0)
        seconds = time.monotonic() - began
        for size, console in consoles.items():
            share = (cluster.cpu_seconds(console.pid) - before[size]) / seconds
            now, most = cluster.memory_mib(console.pid)
            figure = f"{now:.0f} MiB (at most {most:.0f}), {share:.1%} CPU"
            must = "≤ 250 MB in 10 min" if size == max(SIZES) else ""
            note.row(f"{size:,}", f"the screens for {args.minutes:g} min, polling everything", figure, must)


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
    serve = args.demo or args.kconsole
    sizes = args.only or list(SIZES)
    for size in sizes:
        with Demo(serve, size, SIZES[size]) as demo:
            rest = demo.at_rest(10)
            refreshes(note, args, demo, size)
            pressed(note, args, demo, size)
            now, most = cluster.memory_mib(demo.pid)
            figure = f"up in {ms(demo.took)}, {now:.0f} MiB (at most {most:.0f}), {rest:.1%} CPU at rest"
            note.row(f"{size:,}", f"the cluster itself, {SIZES[size]:,} groups", figure, "< 1 GiB")
    if args.minutes:
        with contextlib.ExitStack() as stack:
            watched(note, args, {size: stack.enter_context(Demo(serve, size, SIZES[size])) for size in sizes})
    note.print()


if __name__ == "__main__":
    main()
