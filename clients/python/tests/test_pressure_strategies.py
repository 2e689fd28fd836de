"""Pressures and strategies, every two of them together at least once: what is wrong with server or disk, what happens to the process,
what the calls do when the queue is full, how failures show, how the run is closed.

Whatever meets, the process ends as it would have ended, nothing arrives twice or out of order, and no value is lost uncounted.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
import unittest
from collections import Counter
from pathlib import Path
from typing import Any

from ingest_server import IngestServer
from pairwise import pairs_of, pairwise
from support import StepwellCase, points, read_lines, script

COUNT = 120
HAPPENINGS = {"nothing": 0, "signal": -15, "exception": 1, "fork": 0, "threads": 0}
TROUBLES = ("full queue", "500", "hang", "killed")
SERVER = pairwise(
    {
        "trouble": TROUBLES,
        "happening": tuple(HAPPENINGS),
        "backpressure_strategy": ("DropNew", "Block", "Raise"),
        "error_strategy": ("Silent", "Warn", "RaiseOnLog", "RaiseOnClose"),
        "close_strategy": ("Immediate", "CompletePending", "CompleteAll"),
    }
)
DISK = pairwise(
    {
        "trouble": ("full", "read-only"),
        "happening": tuple(HAPPENINGS),
        "error_strategy": ("Silent", "Warn", "RaiseOnLog", "RaiseOnClose"),
        "resume_strategy": ("Allow", "Never"),
    }
)
CODE = """
import json, os, resource, signal, sys, threading, stepwell
where, case = sys.argv[1], json.loads(sys.argv[2])
strategies = {name: value for name, value in case.items() if name.endswith("_strategy")}
target = {"server": where} if where.startswith("http") else {"root": where}
run = stepwell.init(**target, run_name="run", log_level="Warn", system_metrics=False, capture_console=False, **strategies)
print("ready", flush=True)
sys.stdin.readline()
COUNT, refused = int(sys.argv[3]), []
if case["trouble"] == "full": resource.setrlimit(resource.RLIMIT_FSIZE, (4000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
if case["trouble"] == "read-only":
    os.rename(run.place, run.place + "-moved")
    open(run.place, "w").close()
def train(name, first, last):
    for i in range(first, last):
        try:
            stepwell.log(name, float(i))
        except (stepwell.DeliveryError, stepwell.EventQueueFullError) as error:
            refused.append(error)
def close():
    try:
        stepwell.close()
    except stepwell.DeliveryError:
        print("close raised", flush=True)
happening = case["happening"]
train("x", 0, COUNT // 2)
if happening == "signal": os.kill(os.getpid(), signal.SIGTERM)
if happening == "exception": raise ValueError("broken")
if happening == "fork":
    pid = os.fork()
    if pid == 0:
        train("y", 0, COUNT // 2)
        close()
        os._exit(0)
    train("x", COUNT // 2, COUNT)
    os.waitpid(pid, 0)
if happening == "threads":
    threads = [threading.Thread(target=train, args=args) for args in (("x", COUNT // 2, COUNT), ("y", 0, COUNT // 2))]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
print("refused", len(refused), flush=True)
close()
"""


def logged(happening: str) -> int:
    """How many values the script logs in all its processes."""
    return COUNT + COUNT // 2 if happening in ("fork", "threads") else COUNT // 2


class Ended:
    """How the script ended, and what it said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.printed, self.said = process.communicate("\n", timeout=60)
        self.code = process.returncode
        self.dropped = sum(map(int, re.findall(r"(\d+) events? w\w+ not written", self.said)))
        found = re.search(r"refused (\d+)", self.printed)
        self.refused = int(found[1]) if found is not None else 0


class PressureStrategies(StepwellCase):
    def begin(self, where: str, case: dict[str, Any], **environment: str) -> subprocess.Popen[str]:
        process = script(CODE, where, json.dumps(case), str(COUNT), env=environment, stdin=subprocess.PIPE)
        assert process.stdout is not None
        self.assertEqual(process.stdout.readline(), "ready\n")
        return process

    def test_every_pair_meets(self) -> None:
        for cases in (SERVER, DISK):
            values = {name: {case[name] for case in cases} for name in cases[0]}
            met = set().union(*(pairs_of(case) for case in cases))
            sizes = [len(one) for one in values.values()]
            self.assertEqual(len(met), sum(a * b for n, a in enumerate(sizes) for b in sizes[n + 1 :]))
        self.assertLess(len(SERVER), 30)

    def start_trouble(self, server: IngestServer, trouble: str) -> None:
        if trouble == "500":
            server.status = 500
        elif trouble == "killed":
            server.stop()
        else:
            server.open_door.clear()

    def end_trouble(self, server: IngestServer, trouble: str) -> None:
        server.status = None
        server.open_door.set()
        if trouble == "killed":
            server.start()

    def test_a_server_in_trouble(self) -> None:
        for case in SERVER:
            with self.subTest(**case):
                server = self.server()
                room = {"STEPWELL_EVENT_QUEUE_MAX_SIZE": "20" if case["trouble"] == "full queue" else "1000"}
                process = self.begin(server.url, case, **room)
                self.start_trouble(server, case["trouble"])
                healing = threading.Timer(0.3, self.end_trouble, (server, case["trouble"]))
                healing.start()
                ended = Ended(process)
                healing.join()
                self.check_end(case, ended)
                self.check_arrived(case, ended, server)

    def check_end(self, case: dict[str, Any], ended: Ended) -> None:
        self.assertEqual(ended.code, HAPPENINGS[case["happening"]], ended.said)
        if case["error_strategy"] != "RaiseOnClose":
            self.assertNotIn("close raised", ended.printed)
        if case["error_strategy"] != "RaiseOnLog" and case.get("backpressure_strategy") != "Raise":
            self.assertEqual(ended.refused, 0)

    def check_arrived(self, case: dict[str, Any], ended: Ended, server: IngestServer) -> None:
        arrived = {name: server.values(name) for name in ("x", "y")}
        for values in arrived.values():
            self.assertEqual(len(values), len(set(values)))
            if case["happening"] != "threads":
                self.assertEqual(values, sorted(values))
        count = sum(map(len, arrived.values()))
        # What is on its way when a close gives up is counted as lost, and may arrive all the same.
        self.assertGreaterEqual(count + ended.dropped, logged(case["happening"]), ended.said)
        if case["close_strategy"] == "CompleteAll":
            self.assertEqual(count + ended.dropped, logged(case["happening"]), ended.said)
            if case["backpressure_strategy"] == "Block" or case["trouble"] != "full queue":
                self.assertEqual(ended.dropped, 0, ended.said)
        said = {patch["status"] for patch in server.patches if "status" in patch}
        expected = {"signal": "interrupted", "exception": "failed"}.get(case["happening"], "finished")
        self.assertLessEqual(said, {expected})
        if case["close_strategy"] == "CompleteAll":
            self.assertEqual(said, {expected})

    def test_a_disk_in_trouble(self) -> None:
        for number, case in enumerate(DISK):
            with self.subTest(**case):
                root = self.root / str(number)
                ended = Ended(self.begin(str(root), case))
                self.check_end(case, ended)
                written: Counter[tuple[str, float]] = Counter()
                for path in root.rglob("events*.jsonl"):
                    lines = read_lines(path.parent, path.name)
                    written.update((name, value) for name in ("x", "y") for _, value in points(lines, name))
                self.assertEqual(set(written.values()), {1})
                self.assertEqual(len(written) + ended.dropped, logged(case["happening"]), ended.said)
                (folder,) = {path.parent for path in root.rglob("events.jsonl")}
                self.assertTrue(Path(folder / "status.json").exists())


if __name__ == "__main__":
    unittest.main()
