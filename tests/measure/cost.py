"""What the console costs the cluster: CPU of the brokers and a producer's latency, with and without it, in turns."""

import re
import subprocess
import threading
import time

import cluster
from console import Console
from note import Note, median

PRODUCER = "org.apache.kafka.tools.ProducerPerformance"


class Polling:
    """A console that is left alone on its overview."""

    def __init__(self, args, it, settle):
        self.console = Console(args.kconsole, it.bootstrap)
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()
        time.sleep(settle)

    def read(self):
        while not self.ending.is_set():
            self.console.read(0.2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()
        self.console.close()


def brokers_cpu(it):
    return sum(cluster.cpu_seconds(pid) for pid in it.pids.values())


def idle(it, seconds):
    """CPU of all brokers, as a share of one core."""
    before, began = brokers_cpu(it), time.monotonic()
    time.sleep(seconds)
    return (brokers_cpu(it) - before) / (time.monotonic() - began)


def produce(args, it):
    """(CPU share of all brokers, producer's p50, p99 and p99.9 in ms) while it writes at a steady rate."""
    records = int(args.rate * args.seconds)
    warm = int(args.rate * 10)
    command = [*cluster.JAVA, PRODUCER, "--topic", args.topic, "--num-records", str(warm + records),
               "--warmup-records", str(warm), "--record-size", "172", "--throughput", str(args.rate),
               "--producer-props", f"bootstrap.servers={it.bootstrap}", "acks=all"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    time.sleep(12)  # its own start and warm-up
    share = idle(it, args.seconds - 4)
    text = running.communicate()[0]
    found = re.findall(r"(\d+) ms 50th, .*?(\d+) ms 99th, (\d+) ms 99\.9th", text)
    if not found:
        raise SystemExit(f"{' '.join(command)}: {text[-800:]}")
    return (share, *(int(x) for x in found[-1]))


def main():
    parser = cluster.arguments("cost", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="length of each phase (default 60)")
    parser.add_argument("--turns", type=int, default=2, help="turns without and with, of each phase (default 2)")
    parser.add_argument("--settle", type=float, default=15, help="seconds a console polls before it counts (default 15)")
    parser.add_argument("--rate", type=int, default=1000, help="records a second of the producer (default 1000)")
    parser.add_argument("--topic", default="load-0000", help="what it writes to (default load-0000)")
    args = parser.parse_args()
    it = cluster.Cluster(args)
    note = Note(f"What the console costs (Kafka {it.version})", ["work", "without", "with the console polling", "difference"])
    rest = {False: [], True: []}
    writing = {False: [], True: []}
    for _ in range(args.turns):
        rest[False].append(idle(it, args.seconds))
        writing[False].append(produce(args, it))
        with Polling(args, it, args.settle):
            rest[True].append(idle(it, args.seconds))
            writing[True].append(produce(args, it))

    def cpu(name, without, with_it):
        a, b = median(without), median(with_it)
        each = f"turns: {', '.join(f'{x:.1%}' for x in without)} / {', '.join(f'{x:.1%}' for x in with_it)}"
        note.row(name, f"{a:.1%} of a core", f"{b:.1%}", f"{(b - a) * 100:+.1f} points of a core over {len(it.pids)} brokers ({each})")

    cpu(f"CPU of all brokers, no other client, {args.seconds:.0f} s", rest[False], rest[True])
    cpu(f"CPU of all brokers under {args.rate:,} records/s", *([turn[0] for turn in writing[side]] for side in (False, True)))
    for at, name in ((1, "p50"), (2, "p99"), (3, "p99.9")):
        a, b = ([turn[at] for turn in writing[side]] for side in (False, True))
        note.row(f"a producer's latency, {name}, acks=all, {args.rate:,} records/s", f"{median(a):g} ms", f"{median(b):g} ms",
                 f"{median(b) - median(a):+g} ms (turns: {a} / {b})")
    note.print()


if __name__ == "__main__":
    main()
