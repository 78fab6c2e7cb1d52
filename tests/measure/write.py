"""`kconsole produce` beside `kcat -P`: the same lines, the same settings, in turns; every record counted back."""

import json
import os
import random
import re
import signal
import subprocess
import tempfile
import time

import cluster
from note import Note, median

TOPICS = "org.apache.kafka.tools.TopicCommand"
OFFSETS = "org.apache.kafka.tools.GetOffsetShell"


def lines(path, count):
    """Orders of about 172 bytes, one JSON a line; made anew when the file is not of that many."""
    chance, states = random.Random(7), ["new", "paid", "packed", "shipped", "cancelled"]
    with open(path, "w") as out:
        for n in range(count):
            order = {
                "id": f"{n:010}",
                "customer": f"customer-{chance.randrange(100_000):06}",
                "status": chance.choice(states),
                "amount": round(chance.uniform(1, 1000), 2),
                "currency": "EUR",
                "note": "x" * 52,
            }
            out.write(json.dumps(order) + "\n")
    return os.path.getsize(path)


class Run:
    """One run of a producer: seconds, CPU seconds, peak memory in MiB, what it printed."""

    def __init__(self, command, expect=(0,)):
        began = time.perf_counter()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            _, status, usage = os.wait4(child.pid, 0)
            self.took = time.perf_counter() - began
            self.code = os.waitstatus_to_exitcode(status)
            out.seek(0), err.seek(0)
            self.out, self.err = out.read().decode(), err.read().decode()
        if self.code not in expect:
            raise SystemExit(f"{' '.join(command)}: exit {self.code}: {self.err[-500:]}")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss / 1024


def topic(it, name, partitions, replicas=3):
    """An empty topic of that name."""
    tool = lambda *more: subprocess.run(cluster.tool(TOPICS, it.bootstrap, *more), capture_output=True, text=True)
    tool("--delete", "--if-exists", "--topic", name)
    cluster.wait_for(lambda: name not in {t["topic"] for t in (cluster.metadata(it.bootstrap) or {"topics": []})["topics"]}, 30)
    made = tool("--create", "--topic", name, "--partitions", str(partitions), "--replication-factor", str(replicas), "--config", f"min.insync.replicas={min(2, replicas)}")
    if made.returncode != 0:
        raise SystemExit(made.stdout + made.stderr)


def end(it, name):
    """The sum of the topic's high watermarks."""
    said = subprocess.run(cluster.tool(OFFSETS, it.bootstrap, "--topic", name), capture_output=True, text=True).stdout
    return sum(int(found) for found in re.findall(rf"^{name}:\d+:(\d+)$", said, re.M))


def so_far(it, name, partitions):
    """The same, at once: kcat needs no virtual machine to start."""
    where = [word for partition in range(partitions) for word in ("-t", f"{name}:{partition}:-1")]
    said = subprocess.run(["kcat", "-Q", "-b", it.bootstrap, *where], capture_output=True, text=True).stdout
    return sum(int(found) for found in re.findall(r"offset (\d+)$", said, re.M))


def settings(idempotent, codec):
    """What both are told: kcat's own defaults for batches are kept, librdkafka's are the same."""
    return ["-X", "acks=all", "-X", f"enable.idempotence={str(idempotent).lower()}", "-X", f"compression.type={codec}"]


def commands(args, it, name, idempotent, codec):
    same = settings(idempotent, codec)
    kcat = ["kcat", "-P", "-b", it.bootstrap, "-t", name, "-l", args.file, "-X", "topic.partitioner=murmur2_random", *same]
    return {
        "kconsole": [args.kconsole, "produce", name, "-b", it.bootstrap, "-f", args.file, "-o", "json", *same],
        "kcat": kcat,
        "kcat, linger.ms=50": [*kcat, "-X", "linger.ms=50"],
        # librdkafka goes on to another partition after so long: the best we found for it
        "kcat, linger.ms=50, sticky 5 ms": [*kcat, "-X", "linger.ms=50", "-X", "sticky.partitioning.linger.ms=5"],
    }


def speed(args, it, note):
    for idempotent, codec in [(True, "none"), (True, "lz4"), (False, "none"), (False, "lz4")]:
        runs = {}
        for turn in range(args.turns):
            for at, who in enumerate(commands(args, it, "", idempotent, codec)):
                name = f"write-{at}"
                topic(it, name, args.partitions)
                done = Run(commands(args, it, name, idempotent, codec)[who])
                written = end(it, name)
                if written != args.lines:
                    raise SystemExit(f"{who}: {written:,} of {args.lines:,} are there")
                if who == "kconsole" and json.loads(done.out)["acknowledged"] != args.lines:
                    raise SystemExit(f"{who}: {done.out}")
                runs.setdefault(who, []).append(done)
        best = min(median([run.took for run in all]) for who, all in runs.items() if who != "kconsole")
        default = median([run.took for run in runs["kcat"]])
        work = f"{args.lines:,} lines, acks=all, {'idempotent, ' if idempotent else ''}{codec}"
        for who, all in runs.items():
            took = median([run.took for run in all])
            ratio = f"{best / took:.2f} × the best kcat, {default / took:.2f} × kcat as it comes" if who == "kconsole" else ""
            note.row(work, who, f"{took:.2f} s", f"{args.lines / took / 1e6:.2f} M/s", f"{median([run.cpu for run in all]):.1f} s",
                     f"{max(run.peak for run in all):.0f} MiB", ratio)


def killed(args, it, note, replicas, away, *more):
    """A broker is killed half way, and comes back: what is acknowledged is there, once, and the file names the rest."""
    name = "write-killed"
    topic(it, name, args.partitions, replicas)
    it.read()
    with tempfile.TemporaryDirectory() as home:
        failed = os.path.join(home, "failed.jsonl")
        command = [args.kconsole, "produce", name, "-b", it.bootstrap, "-f", args.file, "-o", "json", "--on-error", "skip", "--failed-file", failed, *more]
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        cluster.wait_for(lambda: so_far(it, name, args.partitions) > args.lines // 10, 60, every=0)
        os.kill(it.pids[2], signal.SIGKILL)
        time.sleep(away)
        it.harness("start", "2")
        out, _ = child.communicate()
        took = time.perf_counter() - began
        said = json.loads(out)
        kept = sum(1 for _ in open(failed)) if os.path.exists(failed) else 0
    read = subprocess.run(["kcat", "-C", "-b", it.bootstrap, "-t", name, "-e", "-q"], capture_output=True).stdout.splitlines()
    twice = len(read) - len(set(read))
    lost = said["not_written"] + said["possibly_written"]
    well = said["acknowledged"] + lost == args.lines and kept == lost and twice == 0
    well = well and said["acknowledged"] <= len(read) <= said["acknowledged"] + said["possibly_written"]
    what = f"{replicas} replica{'s' if replicas > 1 else ''}{''.join(f', {word}' for word in more[1::2])}"
    note.row(f"{args.lines:,} lines, {what}, broker 2 killed half way, back after {away:.0f} s", "kconsole", f"{took:.2f} s", "", "", "",
             f"{said['acknowledged']:,} acknowledged, {said['not_written']:,} not and {said['possibly_written']:,} possibly written; "
             f"{kept:,} in the file; {len(read):,} read back, {twice:,} twice: {'all well' if well else 'WRONG'}")
    if not well:
        note.remark(f"WRONG: {json.dumps(said)}")


def main():
    parser = cluster.arguments("write", description=__doc__)
    parser.add_argument("--lines", type=int, default=3_000_000, help="lines of a run (default 3000000)")
    parser.add_argument("--partitions", type=int, default=12, help="partitions of each topic, of 3 replicas (default 12)")
    parser.add_argument("--turns", type=int, default=3, help="runs of each (default 3)")
    parser.add_argument("--away", type=float, default=5, help="seconds the killed broker is away (default 5)")
    parser.add_argument("--only", choices=["speed", "killed"], help="one part only")
    parser.add_argument("--kill", dest="only", action="store_const", const="killed", help="only the part with the killed broker")
    args = parser.parse_args()
    it = cluster.Cluster(args)
    note = Note(f"Writing (Kafka {it.version})", ["work", "who", "time", "rate", "CPU", "peak memory", ""])
    with tempfile.TemporaryDirectory() as home:
        args.file = os.path.join(home, "lines.jsonl")
        size = lines(args.file, args.lines)
        note.remark(f"lines of {size / args.lines - 1:.0f} bytes")
        if args.only != "killed":
            speed(args, it, note)
        if args.only != "speed":
            killed(args, it, note, 3, args.away)
            # nobody takes over: what waits for longer than the time-out is given up, and named
            killed(args, it, note, 1, 2 * args.away, "-X", f"delivery.timeout.ms={args.away * 600:.0f}")
    note.print()


if __name__ == "__main__":
    main()
