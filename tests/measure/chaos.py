"""Brokers killed (-9) and hung (SIGSTOP) under the eyes of the TUI: when does the screen say so, does anything else stand
still, does it become green again by itself. Needs a cluster of its own: it hurts it. `--up` starts one."""

import json
import os
import pathlib
import re
import select
import signal
import subprocess
import time

import cluster
from console import Console
from moving import Moving
from note import Note, ms, percentile, say
from witness import Witness

FINDING = re.compile(r"^\s*[✖▲x!]\s+\S")
NEVER = {"never": (None, lambda: None)}
KINDS = {"kill": signal.SIGKILL, "pause": signal.SIGSTOP}


def findings(lines):
    """What is listed as wrong, without its numbers and ages: events begin with a time, findings with a sign."""
    return {re.sub(r"[\d,.]+", "#", line)[:60] for line in lines if FINDING.match(line)}


def about(broker, words):
    pattern = re.compile(rf"\bbroker {broker}\b.*({words})")
    return lambda lines: any(FINDING.match(line) and pattern.search(line) for line in lines)


def pump(consoles, wanted, seconds, glance=None):
    """Reads all consoles until each of `wanted` (name → (console or None, condition)) has held once; name → moment.
    `glance` sees each screen of the last console."""
    found, end = {}, time.perf_counter() + seconds

    def look(which):
        for name, (console, holds) in wanted.items():
            if name in found or console is not which:
                continue
            if console is None and (moment := holds()):
                found[name] = moment
            elif console is not None and holds(console.lines()):
                found[name] = console.chunks[-1][0]

    while len(found) < len(wanted) and (left := end - time.perf_counter()) > 0:
        for console in select.select(consoles, [], [], min(left, 0.1))[0]:
            if console.read(0) and console.chunks[-1][2]:
                look(console)
                if glance and console is consoles[-1]:
                    glance(console.lines())
        look(None)
    return found


def controller(args, it):
    """The active controller, as the quorum tells it."""
    command = [args.kconsole, "-b", it.bootstrap, "quorum", "-o", "json"]
    rows = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return next(row["node"] for row in rows if row["role"] == "leader")


class Round:
    """One act against one broker."""

    def __init__(self, args, it, overview, moving, kind, victim, leads):
        self.args, self.it, self.overview, self.moving = args, it, overview, moving
        self.kind, self.victim, self.leads = kind, victim, leads
        self.baseline = findings(overview.lines())
        self.out = {"kind": kind, "broker": victim, "controller": leads}

    def run(self):
        witness = Witness(self.it.survivors(self.victim), self.victim)
        consoles = [self.overview, self.moving.console]
        acted = time.perf_counter()
        self.moving.begin(self.victim, acted)
        os.kill(self.it.pids[self.victim], KINDS[self.kind])
        wanted = {
            "unreachable": (self.overview, about(self.victim, self.args.unreachable)),
            "fenced": (self.overview, about(self.victim, self.args.fenced)),
            "dropped": (None, lambda: witness.dropped),
            "affected": (self.overview, lambda lines: witness.affected and self.counted(lines, witness.affected)),
        }
        found = pump(consoles, wanted, 45, self.moving.look)
        # the others must go on while the broker stays away
        pump(consoles, NEVER, 4, self.moving.look)
        self.out["standstill"] = self.moving.longest(time.perf_counter())
        self.out["unreachable"] = self.since(found, "unreachable", acted)
        self.out["cluster_said"] = self.since(found, "dropped", acted)
        self.out["fenced_after"] = self.since(found, "fenced", found.get("dropped"))
        self.out["affected"] = witness.affected
        self.out["affected_after"] = self.since(found, "affected", found.get("dropped"))
        if len(found) < 4:
            self.out["screen"] = [line.rstrip() for line in self.overview.lines() if line.strip()]
        witness.wait_whole(self.it.bootstrap)
        self.back(consoles, witness)
        witness.stop()
        return self.out

    def counted(self, lines, partitions):
        return any(re.search(rf"(?<![\d,]){partitions:,}(?![\d,])", line) for line in lines)

    @staticmethod
    def since(found, name, start):
        return found[name] - start if name in found and start is not None else None

    def back(self, consoles, witness):
        """Starts the broker again, or lets it go on, and waits until the screen is as before the act."""
        began, start = time.perf_counter(), None
        if self.kind == "pause":
            os.kill(self.it.pids[self.victim], signal.SIGCONT)
        else:
            command = [self.it.command, "start", str(self.victim), "--name", self.it.name]
            start = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wanted = {
            "green": (self.overview, lambda lines: findings(lines) <= self.baseline),
            "whole": (None, lambda: witness.whole),
        }
        found = pump(consoles, wanted, 120)
        self.out["green"] = self.since(found, "green", began)
        self.out["green_after_cluster"] = self.since(found, "green", found.get("whole"))
        if "green" not in found:
            self.out["left"] = sorted(findings(self.overview.lines()) - self.baseline)
        if start:
            start.wait()
            self.it.read()


def victims(args, it):
    """Kill and pause in turns; every fifth act is against the active controller, the others go round."""
    for number in range(args.rounds):
        kind = args.kinds[number % len(args.kinds)]
        leader = controller(args, it)
        victim = leader if number % 5 == 0 else sorted(it.pids)[number % len(it.pids)]
        yield number, kind, victim, victim == leader


def main():
    parser = cluster.arguments("chaos", description=__doc__)
    parser.add_argument("--up", action="store_true", help="start the cluster and load it first, take it down afterwards")
    parser.add_argument("--rounds", type=int, default=20, help="acts (default 20)")
    parser.add_argument("--kinds", nargs="+", default=["kill", "pause"], choices=list(KINDS), help="what is done in turns")
    parser.add_argument("--unreachable", default="does not answer|unreachable|refuse|fenced|not in the cluster|missing",
                        help="words of a finding that says the broker does not answer (regular expression)")
    parser.add_argument("--fenced", default="fenced|not in the cluster|missing", help="words that say the cluster gave it up")
    parser.add_argument("--raw", type=pathlib.Path, help="append each round as a line of JSON")
    args = parser.parse_args()
    if args.up:
        bring_up(args)
    try:
        measure(args)
    finally:
        if args.up:
            subprocess.run([args.cluster, "down", "--name", args.name], stdout=subprocess.DEVNULL)


def bring_up(args):
    def harness(*what):
        subprocess.run([args.cluster, *what, "--name", args.name], check=True, stdout=subprocess.DEVNULL)

    # leaders go home soon after a broker is back, else each round would begin with leaders in the wrong place
    harness("up", "--set", "leader.imbalance.check.interval.seconds=5", "--set", "leader.imbalance.per.broker.percentage=0")
    harness("load", "--topics", "100", "--partitions", "6", "--groups", "20", "--records", "20000")
    harness("load", "--topics", "1", "--partitions", "3", "--replicas", "1", "--prefix", "moving")


def measure(args):
    it = cluster.Cluster(args)
    note = Note(
        f"Brokers killed and hung, {args.rounds} times (Kafka {it.version})",
        ["act", "rounds", "“does not answer” on screen after", "fenced on screen after the cluster's metadata said so",
         "every affected partition counted after it", "longest standstill of a number of another broker",
         "green by itself after the cluster was whole"],
    )
    rounds = []
    with Console(args.kconsole, it.bootstrap) as overview, Console(args.kconsole, it.bootstrap) as second:
        moving = Moving(second, it, "moving-0000")
        for console in (overview, second):
            console.frame(5)
        moving.open()
        settle(overview, second)
        for number, kind, victim, leads in victims(args, it):
            out = Round(args, it, overview, moving, kind, victim, leads).run()
            rounds.append(out)
            say(f"  {number + 1}: {json.dumps({key: short(value) for key, value in out.items()}, ensure_ascii=False)}")
            if args.raw:
                with args.raw.open("a") as file:
                    file.write(json.dumps(out, ensure_ascii=False) + "\n")
            settle(overview, second)
        moving.stop()
    report(note, rounds)


def settle(*consoles):
    """Some quiet seconds, so that the acts do not overlap and their phase against the polls differs."""
    pump(list(consoles), NEVER, 3.3)


def short(value):
    return round(value, 2) if isinstance(value, float) else value


def report(note, rounds):
    kinds = [("kill -9", lambda r: r["kind"] == "kill"), ("SIGSTOP", lambda r: r["kind"] == "pause"),
             ("either, of the active controller", lambda r: r["controller"]), ("all", lambda r: True)]
    for name, of in kinds:
        some = [r for r in rounds if of(r)]
        if not some:
            continue
        cells = []
        for key in ("unreachable", "fenced_after", "affected_after", "standstill", "green_after_cluster"):
            times = [max(0.0, r[key]) for r in some if r.get(key) is not None]
            missed = len(some) - len(times)
            told = (f"p50 {ms(percentile(times, 0.5))}, p95 {ms(percentile(times, 0.95))}, max {ms(max(times))}" if times else "–")
            cells.append(told + (f", **{missed} never**" if missed else ""))
        note.row(name, len(some), *cells)
    note.row("must reach", "20", "p95 ≤ 3 s", "≤ poll interval (1 s) + 0.5 s", "the same", "the poll interval of offsets, 2 s", "happens")
    said = [r["cluster_said"] for r in rounds if r["cluster_said"] is not None]
    if said:
        note.remark(f"the cluster itself gave the broker up after {ms(min(said))} – {ms(max(said))}")
    left = sorted({finding for r in rounds for finding in r.get("left", [])})
    if left:
        note.remark(f"still on screen when a round was given up: {left}")
    note.print()


if __name__ == "__main__":
    main()
