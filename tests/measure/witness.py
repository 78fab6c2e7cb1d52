"""The cluster's own word, by kcat every 100 ms against the brokers that nobody hurts."""

import threading
import time

import cluster


class Witness(threading.Thread):
    """Watches for a broker to leave the metadata, and for all to be whole again."""

    def __init__(self, bootstrap, victim):
        super().__init__(daemon=True)
        self.bootstrap, self.victim = bootstrap, victim
        # moments of perf_counter: the metadata no longer listed the victim; every ISR was full again
        self.dropped, self.whole = None, None
        # partitions that have a leader and lack the victim in their ISR
        self.affected = None
        self.until_whole, self.ending = threading.Event(), threading.Event()
        self.start()

    def wait_whole(self, bootstrap):
        """From now on it waits for the victim to come back."""
        self.bootstrap = bootstrap
        self.until_whole.set()

    def stop(self):
        self.ending.set()
        self.join()

    def run(self):
        while not self.ending.is_set():
            asked, waiting = time.perf_counter(), self.until_whole.is_set()
            said = cluster.metadata(self.bootstrap, 2)
            if said:
                self.hear(said, asked, waiting)
            self.ending.wait(max(0.0, 0.1 - (time.perf_counter() - asked)))

    def hear(self, said, asked, waiting):
        listed = any(broker["id"] == self.victim for broker in said["brokers"])
        parts = [part for topic in said["topics"] for part in topic["partitions"]]
        if not waiting and not listed:
            self.dropped = self.dropped or asked
            self.affected = sum(self.lacks(part) for part in parts)
        elif waiting and listed and not self.whole:
            full = all(len(part["isrs"]) == len(part["replicas"]) and part["leader"] >= 0 for part in parts)
            if full:
                self.whole = asked

    def lacks(self, part):
        def ids(nodes):
            return [node["id"] for node in nodes]

        on_victim = self.victim in ids(part["replicas"])
        return on_victim and part["leader"] >= 0 and self.victim not in ids(part["isrs"])
