"""The TUI: first frame, 1,000 topics with their state, a minute left alone, from a key to its frame."""

import json
import random
import re
import tempfile
import time

import cluster
from console import Console
from note import Note, median, ms, percentile, say

# a table row with a topic and the words of its state
STATED = re.compile(r"\S+-\d{3,}\s.*\b(ok|offline|min ISR|under-replicated|moving|not led)")


def spread(times):
    return f"median {ms(median(times))}, p95 {ms(percentile(times, 0.95))}, max {ms(max(times))}, {len(times)} runs"


def first_frame(args, it):
    times = []
    for _ in range(args.runs):
        with Console(args.kconsole, it.bootstrap) as console:
            if moment := console.frame(5):
                times.append(moment - console.started)
    return times


def topics(args, it):
    """From exec until the topics have their state: `2` is typed as soon as the first frame is there."""

    def shown(lines):
        # before its answer came a topic's row is not there at all; every visible row must have a state
        rows = sum(bool(STATED.search(line)) for line in lines)
        return rows >= args.rows and any(re.search(args.total, line) for line in lines)

    times, screen = [], []
    for _ in range(args.runs):
        with Console(args.kconsole, it.bootstrap) as console:
            console.frame(5)
            console.type("2")
            console.read_for(1.5)
            if moment := console.first(shown):
                times.append(moment - console.started)
            screen = console.lines()
    if len(times) < args.runs:
        say("\n".join(screen))
    return times


def alone(console, seconds):
    """CPU share, bytes to the terminal, MiB resident."""
    bytes_before, cpu_before, began = console.bytes, cluster.cpu_seconds(console.pid), time.monotonic()
    console.read_for(seconds)
    took = time.monotonic() - began
    share = (cluster.cpu_seconds(console.pid) - cpu_before) / took
    return share, console.bytes - bytes_before, cluster.memory_mib(console.pid)


def keys(console, count):
    """Moves the cursor at odd moments; seconds from each key to the end of the next frame."""
    times = []
    source = random.Random(7)
    for number in range(count):
        console.read_for(source.uniform(0.03, 0.08))
        began = time.perf_counter()
        # back and forth by lines and pages, so that every key moves something
        console.type("jjkj"[number % 4] if number % 10 else ("\x1b[6~" if number % 20 else "\x1b[5~"))
        if moment := console.frame(0.5):
            times.append(moment - began)
    return times


def main():
    parser = cluster.arguments("tui", description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="starts (default 15)")
    parser.add_argument("--seconds", type=float, default=60, help="how long it is left alone (default 60)")
    parser.add_argument("--settle", type=float, default=35, help="seconds before that, so that all was asked once (35)")
    parser.add_argument("--keys", type=int, default=300, help="keys (default 300)")
    parser.add_argument("--rows", type=int, default=25, help="rows with a state that make the screen complete (25)")
    parser.add_argument("--total", default=r"\b1,00\d\b", help="regular expression of the count on the topics screen")
    args = parser.parse_args()
    it = cluster.Cluster(args)
    note = Note(f"The TUI at 120 × 40 (Kafka {it.version})", ["work", "figure", "must reach"])
    frames = first_frame(args, it)
    note.row("exec → first frame complete", spread(frames), "≤ 15 ms")
    stated = topics(args, it)
    note.row("exec → topics with their ISR state on screen", spread(stated) if stated else "**never shown**", "≤ 100 ms")
    if 0 < len(stated) < args.runs:
        note.remark(f"only {len(stated)} of {args.runs} starts showed the topics within 1.5 s")
    with tempfile.NamedTemporaryFile() as stats:
        with Console(args.kconsole, it.bootstrap, stats=stats.name) as console:
            console.frame(5)
            console.read_for(args.settle)
            for name, key in (("overview", "1"), ("topics", "2")):
                console.type(key)
                console.read_for(5)
                seen = len(console.chunks)
                share, written, (now, most) = alone(console, args.seconds)
                note.row(f"left alone {args.seconds:.0f} s on {name}, polling everything",
                         f"{share:.2%} CPU, {written:,} bytes in {len(console.chunks) - seen} writes, {now:.1f} MiB (peak {most:.1f})",
                         "≤ 2 %, 0 bytes, ≤ 40 MB")
                if written:
                    sample = b"".join(data for _, data, _ in console.chunks[seen:])[:300]
                    note.remark(f"what was written on {name}: `{sample!r}`")
            outside = keys(console, args.keys)
        inside = json.load(open(stats.name))
    key = inside["key_to_frame"]
    note.row("key → end of the frame's write, inside, while polling",
             f"p50 {key['p50_us'] / 1000:.1f} ms, p99 {key['p99_us'] / 1000:.1f} ms, max {key['max_us'] / 1000:.1f} ms, {key['count']} keys",
             "p99 ≤ 16 ms")
    note.row("key written → frame read, outside",
             f"p50 {ms(median(outside))}, p99 {ms(percentile(outside, 0.99))}, max {ms(max(outside))}, {len(outside)} of {args.keys} keys",
             "p99 ≤ 16 ms")
    note.remark(f"the program's own: {json.dumps(inside)}")
    note.print()


if __name__ == "__main__":
    main()
