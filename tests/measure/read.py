"""Reading and searching records beside kcat, as it comes and tuned, and jq: time, CPU and memory of whole processes in turns.

Plain, compressed (--codec), compacted or with aborted transactions (--kind), and through TLS (--tls)."""

import itertools
import json
import os
import random
import re
import resource
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
    "arithmetic": ('.value.customer | ltrimstr("c-") | tonumber % 1000 == 7',
                   ["jq", "-c", 'select(.customer | ltrimstr("c-") | tonumber % 1000 == 7)']),
    "expression": ('.value.order | test("7{3}$")', ["jq", "-c", 'select(.order | test("7{3}$"))']),
    "entries": ('jq:[.value | to_entries[] | select(.value == "c-00007")] | length == 1',
                ["jq", "-c", 'select([to_entries[] | select(.value == "c-00007")] | length == 1)']),
    "as JSON again": (".value | tojson | length > 192", ["jq", "-c", "select(tojson | length > 192)"]),
    "a function": ("def tax: . * 0.2; .value.amount | tax > 199.9",
                   ["jq", "-c", "def tax: . * 0.2; select(.amount | tax > 199.9)"]),
    "any of its values": ('.value[] == "c-00007"', ["jq", "-c", 'select(.[] == "c-00007")']),
    "paths": ('.value | [paths(. == "paid")] | length == 1', ["jq", "-c", 'select([paths(. == "paid")] | length == 1)']),
    "matches": ('.value.customer | [match("[0-9]"; "g").string | tonumber] | add > 40',
                ["jq", "-c", 'select(.customer | [match("[0-9]"; "g").string | tonumber] | add > 40)']),
    "a part left to jq": ("jq:pow(.value.amount; 2) > 998001", ["jq", "-c", "select(pow(.amount; 2) > 998001)"]),
    "a function that calls itself": (
        "def up: if . < 999 then . + 100 | up else . end; .value.amount | up > 1098",
        ["jq", "-c", "def up: if . < 999 then . + 100 | up else . end; select(.amount | up > 1098)"]),
    "an expression out of the record, all left to jq": (
        ".value.status as $status | .value.note | test($status)",
        ["jq", "-c", "select(.status as $status | .note | test($status))"]),
}
ALONE = ["a text, 25 % hits", "a text, rare", "amount > 999.9", "status and amount"]
PIPED = "read, lines counted at the end of a pipe"


def lines(count):
    """JSON of about 170 bytes, the same every time."""
    dice = random.Random(5)
    for at in range(count):
        yield json.dumps({
            "order": f"o-{at:09}", "customer": f"c-{dice.randrange(100_000):05}", "status": dice.choice(STATES),
            "amount": round(dice.random() * 1000, 2), "currency": "EUR", "at": 1_795_000_000_000 + at,
            "note": "left at the door of a neighbour, please ring twice"}, separators=(",", ":")) + "\n"


def topics(it):
    listed = subprocess.run([*cluster.JAVA, TOPICS, "--bootstrap-server", it.bootstrap, "--list"], capture_output=True, text=True)
    return listed.stdout.split()


def fill(args, it):
    """A topic of its own for each size, codec and kind, filled once."""
    topic = f"read-{args.records}-{args.codec}" + ("" if args.kind == "plain" else f"-{args.kind}")
    if topic in topics(it):
        return topic
    say(f"filling {topic}")
    compacted = ["cleanup.policy=compact", "segment.bytes=8388608", "min.cleanable.dirty.ratio=0.01", "max.compaction.lag.ms=1000"]
    configs = [word for config in compacted for word in ("--config", config)] if args.kind == "compacted" else []
    subprocess.run([*cluster.JAVA, TOPICS, "--bootstrap-server", it.bootstrap, "--create", "--topic", topic, *configs,
                    "--partitions", str(args.partitions), "--replication-factor", "1"], check=True, capture_output=True)
    if args.kind == "aborted":
        transactions(args, it, topic)
        return topic
    keyed = args.kind == "compacted"
    writer = subprocess.Popen(["kcat", "-b", it.bootstrap, "-P", "-t", topic, "-z", args.codec, "-Xlinger.ms=50",
                               "-Xbatch.size=1000000", "-Xqueue.buffering.max.kbytes=500000", *(["-K", "\t"] if keyed else [])],
                              stdin=subprocess.PIPE, text=True)
    for line in lines(args.records):
        writer.stdin.write(f"{json.loads(line)['customer']}\t{line}" if keyed else line)
    writer.stdin.close()
    if writer.wait() != 0:
        raise SystemExit("kcat could not write")
    if keyed:
        say("waiting for the log cleaner")
        last = args.records
        for _ in range(12):
            time.sleep(20)
            if (now := counted(it, topic)) == last < args.records:
                break
            last = now
    return topic


def transactions(args, it, topic):
    """One transaction of 100,000 records after the other; each third is aborted by a line at its end that is no JSON."""
    rest, number = lines(args.records), 0
    while part := list(itertools.islice(rest, 100_000)):
        number += 1
        aborted = number % 3 == 0
        done = subprocess.run([args.kconsole, "-b", it.bootstrap, "produce", topic, "--input", "values", "--transaction=read",
                               "-z", args.codec], input="".join(part) + ("{\n" if aborted else ""), text=True, capture_output=True)
        if (done.returncode == 0) == aborted:
            raise SystemExit(f"transaction {number}: exit {done.returncode}: {done.stderr}")


def counted(it, topic):
    out = subprocess.run(["kcat", "-b", it.bootstrap, "-C", "-t", topic, "-e", "-q", "-o", "beginning", "-f", "\n", *TUNED],
                         capture_output=True, check=True).stdout
    return out.count(b"\n")


def run(command, through=None, counted=True):
    """(seconds, CPU seconds of all processes, peak MiB of the first, lines that came out).

    Lines that are not counted go to /dev/null: who counts them here takes his share of the processors."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    to = subprocess.PIPE if counted else subprocess.DEVNULL
    first = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if through else to)
    last = first
    if through:
        last = subprocess.Popen(through, stdin=first.stdout, stdout=to)
        first.stdout.close()
    lines, room = 0, bytearray(1 << 20)
    while counted and (got := os.readv(last.stdout.fileno(), [room])):
        lines += room.count(b"\n", 0, got)
    _, status, used = os.wait4(first.pid, 0)
    took = time.perf_counter() - began
    if last is not first:
        last.wait()
    first.returncode = os.waitstatus_to_exitcode(status)
    if first.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit {first.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, cpu, used.ru_maxrss / 1024, lines


def main():
    parser = cluster.arguments("read", description=__doc__)
    parser.add_argument("--records", type=int, default=3_000_000, help="records in the topic (default 3,000,000)")
    parser.add_argument("--partitions", type=int, default=12, help="its partitions (default 12)")
    parser.add_argument("--codec", default="none", help="its compression (default none)")
    parser.add_argument("--kind", default="plain", choices=["plain", "compacted", "aborted"],
                        help="compacted by key to the newest of 100,000, or every third transaction aborted (default plain)")
    parser.add_argument("--tls", action="store_true", help="through the listener SSL (of tests/cluster up --tls)")
    parser.add_argument("--only", default="", help="only the work whose name has this in it")
    parser.add_argument("--turns", type=int, default=3, help="turns, after one that only warms (default 3)")
    args = parser.parse_args()
    it = cluster.Cluster(args)
    topic = fill(args, it)
    how = f"{topic}{' through TLS' if args.tls else ''}"
    note = Note(f"Reading {args.records:,} records of {how} (Kafka {it.version})",
                ["work", "with", "records/s", "CPU s", "peak MiB", "lines", "× kcat tuned", "× its CPU"])
    bootstrap, properties = it.bootstrap, []
    if args.tls:
        with open(re.search(r"clients: (\S+)NAME", it.harness("status")).group(1) + "ssl.properties") as file:
            values = dict(line.strip().split("=", 1) for line in file if "=" in line)
        bootstrap = values.pop("bootstrap.servers")
        properties = [f"-X{name}={value}" for name, value in values.items()]
    ours = [args.kconsole, "-b", bootstrap, *properties]
    plain = ["kcat", "-b", bootstrap, *properties, "-C", "-t", topic, "-e", "-q", "-o", "beginning", "-Xisolation.level=read_committed"]
    reads = {"kconsole": ([*ours, "consume", topic], None), "kcat": (plain, None), "kcat tuned": ([*plain, *TUNED], None)}
    work = {"read": reads, PIPED: reads}
    for name, (filter_, theirs) in SEARCHES.items():
        work[name] = {"kconsole": ([*ours, "search", topic, filter_], None),
                      f"kcat tuned | {theirs[0]}": ([*plain, *TUNED], theirs)}
        if name in ALONE:  # what has to be reached is told beside kcat alone
            work[name]["kcat tuned"] = ([*plain, *TUNED], None)
    for name, ways in work.items():
        if args.only not in name:
            continue
        found, lines = {way: [] for way in ways}, {}
        for turn in range(args.turns + 1):
            for way, (command, through) in ways.items():
                result = run(command, through, turn == 0 or name == PIPED)
                if turn > 0:
                    found[way].append(result)
                else:  # the first turn only warms, and counts
                    lines[way] = result[3]
        base, base_cpu = (median([result[at] for result in found[list(ways)[-1]]]) for at in (0, 1))
        same = {way: count for way, count in lines.items() if not (name in ALONE and way == "kcat tuned")}
        if len(set(same.values())) != 1:
            note.remark(f"**NOT EQUAL**: {name}: {same}")
        for way, results in found.items():
            took, cpu = (median([result[at] for result in results]) for at in (0, 1))
            peak = max(result[2] for result in results)
            note.row(name, way, f"{args.records / took:,.0f}", f"{cpu:.2f}", f"{peak:.0f}", f"{lines[way]:,}",
                     f"{base / took:.1f}", f"{base_cpu / cpu:.1f}")
    note.print()


if __name__ == "__main__":
    main()
