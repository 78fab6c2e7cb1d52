"""Reading and searching records beside kcat, as it comes and tuned, and jq: rates and memory of whole processes in turns."""

import json
import os
import random
import subprocess
import time

import cluster
from note import Note, median, say

TOPICS = "org.apache.kafka.tools.TopicCommand"
# without these librdkafka pauses a second whenever it has 100,000 messages queued
TUNED = [f"-X{name}={value}" for name, value in {
    "queued.min.messages": 3_000_000, "queued.max.messages.kbytes": 1_000_000, "fetch.message.max.bytes": 4_000_000}.items()]
STATES = ["created", "paid", "shipped", "cancelled"]

# name → (our filter, grep's or jq's)
SEARCHES = {
    "a text, 25 % hits": ("cancelled", ["grep", "-F", "cancelled"]),
    "a text, rare": ("c-77777\"", ["grep", "-F", "c-77777\""]),
    "amount > 999.9": (".value.amount > 999.9", ["jq", "-c", "select(.amount > 999.9)"]),
    "status and amount": ('.value.status == "cancelled" and .value.amount > 990',
                          ["jq", "-c", 'select(.status == "cancelled" and .amount > 990)']),
    "only jq can": ('.value.customer | ltrimstr("c-") | tonumber % 1000 == 7',
                    ["jq", "-c", 'select(.customer | ltrimstr("c-") | tonumber % 1000 == 7)']),
}


def lines(count):
    """JSON of about 170 bytes, the same every time."""
    dice = random.Random(5)
    for at in range(count):
        yield json.dumps({
            "order": f"o-{at:09}", "customer": f"c-{dice.randrange(100_000):05}", "status": dice.choice(STATES),
            "amount": round(dice.random() * 1000, 2), "currency": "EUR", "at": 1_795_000_000_000 + at,
            "note": "left at the door of a neighbour, please ring twice"}, separators=(",", ":")) + "\n"


def fill(args, it):
    """A topic of its own for each size and codec, filled once."""
    topic = f"read-{args.records}-{args.codec}"
    listed = subprocess.run([*cluster.JAVA, TOPICS, "--bootstrap-server", it.bootstrap, "--list"], capture_output=True, text=True)
    if topic in listed.stdout.split():
        return topic
    say(f"filling {topic}")
    subprocess.run([*cluster.JAVA, TOPICS, "--bootstrap-server", it.bootstrap, "--create", "--topic", topic,
                    "--partitions", str(args.partitions), "--replication-factor", "1"], check=True, capture_output=True)
    writer = subprocess.Popen(["kcat", "-b", it.bootstrap, "-P", "-t", topic, "-z", args.codec, "-Xlinger.ms=50",
                               "-Xbatch.size=1000000", "-Xqueue.buffering.max.kbytes=500000"], stdin=subprocess.PIPE, text=True)
    writer.stdin.writelines(lines(args.records))
    writer.stdin.close()
    if writer.wait() != 0:
        raise SystemExit("kcat could not write")
    return topic


def run(command, through=None):
    """(seconds, peak MiB of the first process, lines that came out)."""
    began = time.perf_counter()
    first = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    last = first
    if through:
        last = subprocess.Popen(through, stdin=first.stdout, stdout=subprocess.PIPE)
        first.stdout.close()
    counted, rest = 0, last.stdout
    while chunk := rest.read(1 << 20):
        counted += chunk.count(b"\n")
    _, status, used = os.wait4(first.pid, 0)
    took = time.perf_counter() - began
    if last is not first:
        last.wait()
    first.returncode = os.waitstatus_to_exitcode(status)
    if first.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit {first.returncode}")
    return took, used.ru_maxrss / 1024, counted


def main():
    parser = cluster.arguments("read", description=__doc__)
    parser.add_argument("--records", type=int, default=3_000_000, help="records in the topic (default 3,000,000)")
    parser.add_argument("--partitions", type=int, default=12, help="its partitions (default 12)")
    parser.add_argument("--codec", default="none", help="its compression (default none)")
    parser.add_argument("--turns", type=int, default=3, help="turns, after one that only warms (default 3)")
    args = parser.parse_args()
    it = cluster.Cluster(args)
    topic = fill(args, it)
    note = Note(f"Reading {args.records:,} records of {topic} (Kafka {it.version})",
                ["work", "with", "records/s", "peak MiB", "lines", "× kcat tuned"])
    ours = [args.kconsole, "-b", it.bootstrap]
    plain = ["kcat", "-b", it.bootstrap, "-C", "-t", topic, "-e", "-q", "-o", "beginning"]
    work = {"read": {"kconsole": ([*ours, "consume", topic], None), "kcat": (plain, None), "kcat tuned": ([*plain, *TUNED], None)}}
    for name, (filter_, theirs) in SEARCHES.items():
        work[name] = {"kconsole": ([*ours, "search", topic, filter_], None),
                      f"kcat tuned | {theirs[0]}": ([*plain, *TUNED], theirs)}
    for name, ways in work.items():
        found = {way: [] for way in ways}
        for turn in range(args.turns + 1):
            for way, (command, through) in ways.items():
                result = run(command, through)
                if turn > 0:  # the first turn only warms
                    found[way].append(result)
        base = median([took for took, *_ in found[list(ways)[-1]]])
        if len({result[2] for results in found.values() for result in results}) != 1:
            note.remark(f"**NOT EQUAL**: {name}: {({way: [r[2] for r in results] for way, results in found.items()})}")
        for way, results in found.items():
            took = median([result[0] for result in results])
            peak = max(result[1] for result in results)
            note.row(name, way, f"{args.records / took:,.0f}", f"{peak:.0f}", f"{results[0][2]:,}", f"{base / took:.1f}")
    note.print()


if __name__ == "__main__":
    main()
