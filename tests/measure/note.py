"""What a figure is printed with: medians, percentiles, the machine, Markdown rows."""

import os
import platform
import statistics
import sys
import time


def machine():
    """One line on what it was measured on."""
    model = "unknown CPU"
    with open("/proc/cpuinfo") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = " ".join(f"{x:.1f}" for x in os.getloadavg())
    when = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    cores = len(os.sched_getaffinity(0))
    return f"{when} · {cores} cores, {model}, {gib:.0f} GiB, Linux {platform.release()} · load 1/5/15 min {load}"


def percentile(values, share):
    """The least value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))]


def median(values):
    return statistics.median(values)


def ms(seconds):
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"


class Note:
    """One Markdown table; printed at the end, and each row as it comes on stderr."""

    def __init__(self, title, columns):
        self.title, self.columns, self.rows, self.remarks = title, columns, [], []
        self.machine = machine()
        say(f"{title}: {self.machine}")

    def row(self, *cells):
        self.rows.append([str(cell) for cell in cells])
        say("  " + " | ".join(self.rows[-1]))

    def remark(self, text):
        self.remarks.append(text)
        say("  " + text)

    def text(self):
        lines = [f"### {self.title}", "", self.machine, ""]
        lines += ["| " + " | ".join(self.columns) + " |", "|" + "---|" * len(self.columns)]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        if self.remarks:
            lines += [""] + [f"- {text}" for text in self.remarks]
        return "\n".join(lines) + "\n"

    def print(self):
        print(self.text(), flush=True)


def say(text):
    print(text, file=sys.stderr, flush=True)
