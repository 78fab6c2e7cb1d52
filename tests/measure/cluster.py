"""The cluster of tests/cluster that is measured, and the binaries: by flags, else by environment, else by their usual place."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
JARS = pathlib.Path(os.environ.get("KCONSOLE_KAFKA_HOME", CACHE / "kconsole-harness")) / "kafka-4.3.1"
# as Kafka's own start scripts run its tools
JAVA = ["java", "-Xmx256M", "-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-cp", f"{JARS}/*"]


def arguments(what, **options):
    """The parser every script begins with."""
    parser = argparse.ArgumentParser(prog=f"tests/measure/run {what}", **options)
    parser.add_argument("--name", default="default", help="name of the cluster of tests/cluster (default: default)")
    binary = os.environ.get("MEASURE_KCONSOLE", str(ROOT / "target/release/kconsole"))
    parser.add_argument("--kconsole", default=binary, help="the binary (MEASURE_KCONSOLE; default: target/release/kconsole)")
    harness = os.environ.get("MEASURE_CLUSTER", str(ROOT / "tests/cluster"))
    parser.add_argument("--cluster", default=harness, help="the harness (MEASURE_CLUSTER; default: tests/cluster)")
    return parser


class Cluster:
    """A running cluster: its brokers by id."""

    def __init__(self, args):
        self.command, self.name = args.cluster, args.name
        self.read()

    def harness(self, *what):
        run = subprocess.run([self.command, *what, "--name", self.name], capture_output=True, text=True)
        if run.returncode != 0:
            raise SystemExit(f"{self.command} {' '.join(what)}: {run.stdout}{run.stderr}")
        return run.stdout

    def read(self):
        """Addresses and pids as `status` tells them."""
        status = self.harness("status")
        listener = re.search(r"PLAINTEXT\s+(\S+)", status)
        if not listener:
            raise SystemExit(f"{status.strip()}: tests/cluster up --name {self.name}")
        self.bootstrap = listener.group(1)
        self.addresses = dict(enumerate(self.bootstrap.split(","), start=1))
        self.pids = {int(b): int(pid) for b, pid in re.findall(r"broker-(\d+)\s.*?pid (\d+)", status)}
        self.version = re.search(r"Kafka (\S+)", status).group(1)

    def survivors(self, victim):
        return ",".join(address for broker, address in self.addresses.items() if broker != victim)


def kcat_metadata(bootstrap):
    return ["kcat", "-b", bootstrap, "-L", "-J"]


def tool(main, bootstrap, *arguments):
    """One of Kafka's own tools."""
    return [*JAVA, main, "--bootstrap-server", bootstrap, *arguments]


def metadata(bootstrap, timeout=5.0):
    """What the cluster itself says, by kcat; None when it does not answer."""
    command = [*kcat_metadata(bootstrap), "-m", str(int(timeout))]
    try:
        run = subprocess.run(command, capture_output=True, timeout=timeout + 2)
        return json.loads(run.stdout) if run.returncode == 0 else None
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def cpu_seconds(pid):
    """CPU time of a process with all its threads."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mib(pid):
    """Resident memory now, and the most it ever was, in MiB."""
    with open(f"/proc/{pid}/status") as file:
        text = file.read()
    return tuple(int(re.search(rf"{key}:\s+(\d+) kB", text).group(1)) / 1024 for key in ("VmRSS", "VmHWM"))


def wait_for(condition, seconds, every=0.2):
    """Waits until `condition` gives something; what it gave, or None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if got := condition():
            return got
        time.sleep(every)
    return None
