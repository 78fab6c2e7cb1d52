"""kconsole beside kcat and Kafka's own tools: time of the whole process, one after the other in turns, and equal answers."""

import collections
import json
import subprocess
import tempfile
import time

import cluster
from note import Note, median, ms, say

TOPICS = "org.apache.kafka.tools.TopicCommand"
GROUPS = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"
DELETE = "org.apache.kafka.tools.DeleteRecordsCommand"


def run(command):
    """Runs it; (seconds, stdout)."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        code = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err).wait()
        took = time.perf_counter() - began
        out.seek(0), err.seek(0)
        if code != 0:
            raise SystemExit(f"{' '.join(command)}: exit {code}: {err.read().decode()[-500:]}")
        return took, out.read().decode()


def interleaved(commands):
    """commands: name → (argv, runs). Runs them in turns; name → (times, last output)."""
    times, output = collections.defaultdict(list), {}
    for turn in range(max(runs for _, runs in commands.values()) + 1):
        for name, (argv, runs) in commands.items():
            if turn > runs:
                continue
            took, output[name] = run(argv)
            if turn > 0:  # the first turn only warms
                times[name].append(took)
    return {name: (times[name], output[name]) for name in commands}


def ours_topics(text):
    return {
        (topic["topic"], part["partition"]): (part["leader"], part["replicas"], sorted(part["isr"]))
        for topic in json.loads(text)
        for part in topic["partitions"]
    }


def kcat_topics(text):
    def ids(nodes):
        return [node["id"] for node in nodes]

    return {
        (topic["topic"], part["partition"]): (part["leader"], ids(part["replicas"]), sorted(ids(part["isrs"])))
        for topic in json.loads(text)["topics"]
        for part in topic["partitions"]
    }


def tool_topics(text):
    found = {}
    for line in text.splitlines():
        fields = dict(field.split(": ", 1) for field in line.strip().split("\t") if ": " in field)
        if "Partition" in fields and "Isr" in fields:
            ids = {key: [int(x) for x in fields[key].split(",") if x] for key in ("Replicas", "Isr")}
            key = (fields["Topic"], int(fields["Partition"]))
            found[key] = (int(fields["Leader"]), ids["Replicas"], sorted(ids["Isr"]))
    return found


def ours_lag(text):
    return {(row["group"], row["topic"], row["partition"]): row for row in json.loads(text)}


def tool_lag(text):
    found, header = {}, None
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["GROUP"]:
            header = words
        elif header and len(words) >= len(header):
            row = dict(zip(header, words))
            number = {key: None if row[key] == "-" else int(row[key]) for key in ("CURRENT-OFFSET", "LOG-END-OFFSET", "LAG")}
            found[(row["GROUP"], row["TOPIC"], int(row["PARTITION"]))] = number
    return found


def same_topics(note, answers):
    ours = ours_topics(answers["kconsole"][1])
    for name, parse in (("kcat", kcat_topics), ("kafka-topics", tool_topics)):
        theirs = parse(answers[name][1])
        different = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
        note.remark(f"leader, replicas and ISR of {len(ours):,} partitions against {name}: {len(different)} differ {different[:3] or ''}")


def same_lag(note, answers):
    ours, theirs = ours_lag(answers["kconsole"][1]), tool_lag(answers["kafka-consumer-groups"][1])
    only = ours.keys() ^ theirs.keys()
    wrong, explained, unexplained = [], [], []
    for key in ours.keys() & theirs.keys():
        mine, other = ours[key], theirs[key]
        if (mine["committed"], mine["end"]) != (other["CURRENT-OFFSET"], other["LOG-END-OFFSET"]):
            wrong.append(key)
        elif mine["lag"] != other["LAG"]:
            # the tool neither leaves out what retention deleted nor stops at 0 for a commit beyond the end
            clamped = max(0, other["LAG"] - (mine["lost"] or 0))
            (explained if clamped == mine["lag"] else unexplained).append((key, mine, other["LAG"]))
    note.remark(
        f"lag rows: {len(ours):,} ours, {len(theirs):,} of kafka-consumer-groups, {len(only)} only in one; "
        f"committed or end offset differs in {len(wrong)}; lag differs in {len(explained) + len(unexplained)}, "
        f"of which {len(explained)} are exactly `lost` (deleted before they were read) or a commit beyond the end, "
        f"{len(unexplained)} unexplained"
    )
    for key, mine, lag in explained[:3]:
        note.remark(
            f"e.g. {key[0]} {key[1]}-{key[2]}: committed {mine['committed']}, end {mine['end']}: "
            f"the tool's lag {lag}, ours {mine['lag']} and {mine['lost']} lost"
        )
    if wrong or only or unexplained:
        note.remark(f"**NOT EQUAL**, e.g. {(wrong or list(only) or unexplained)[:3]}")
        return False
    return True


def delete_records(bootstrap, what):
    """TOPIC:PARTITION:OFFSET: moves the log start, so that groups behind it have lost records."""
    topic, partition, offset = what.rsplit(":", 2)
    plan = {"partitions": [{"topic": topic, "partition": int(partition), "offset": int(offset)}], "version": 1}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plan, file)
        file.flush()
        say(run(cluster.tool(DELETE, bootstrap, "--offset-json-file", file.name))[1].strip())


def main():
    parser = cluster.arguments("rivals", description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="runs of kconsole and kcat (default 15)")
    parser.add_argument("--java-runs", type=int, default=3, help="runs of Kafka's own tools (default 3)")
    parser.add_argument("--delete", metavar="TOPIC:PARTITION:OFFSET", help="delete records first, so that some are lost")
    args = parser.parse_args()
    it = cluster.Cluster(args)
    if args.delete:
        delete_records(it.bootstrap, args.delete)
    note = Note(
        f"Beside kcat and Kafka's own tools (Kafka {it.version})",
        ["work", "kconsole", "rival", "ratio", "must reach"],
    )
    topics = interleaved({
        "kconsole": ([args.kconsole, "-b", it.bootstrap, "topics", "-o", "json"], args.runs),
        "kcat": (cluster.kcat_metadata(it.bootstrap), args.runs),
        "kafka-topics": (cluster.tool(TOPICS, it.bootstrap, "--describe"), args.java_runs),
    })
    lag = interleaved({
        "kconsole": ([args.kconsole, "-b", it.bootstrap, "lag", "-o", "json"], args.runs),
        "kafka-consumer-groups": (cluster.tool(GROUPS, it.bootstrap, "--describe", "--all-groups"), args.java_runs),
    })

    def told(times):
        return f"{ms(median(times))} ({ms(min(times))} – {ms(max(times))}, {len(times)} runs)"

    def times_faster(answers, rival):
        return median(answers[rival][0]) / median(answers["kconsole"][0])

    ours = topics["kconsole"][0]
    note.row("`topics -o json`, against `kcat -L -J`", told(ours), told(topics["kcat"][0]),
             f"{1 / times_faster(topics, 'kcat'):.2f} × its time", "≤ 1.3 ×")
    note.row("`topics -o json`, against `kafka-topics --describe`", told(ours), told(topics["kafka-topics"][0]),
             f"{times_faster(topics, 'kafka-topics'):.0f} × faster", "≥ 20 ×")
    note.row("`lag -o json`, against `kafka-consumer-groups --describe --all-groups`", told(lag["kconsole"][0]),
             told(lag["kafka-consumer-groups"][0]), f"{times_faster(lag, 'kafka-consumer-groups'):.0f} × faster", "≥ 30 ×")
    same_topics(note, topics)
    equal = same_lag(note, lag)
    note.print()
    raise SystemExit(0 if equal else 1)


if __name__ == "__main__":
    main()
