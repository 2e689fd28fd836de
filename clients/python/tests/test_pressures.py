"""Two pressures at once, pairwise: something is wrong with the server or the disk while something happens to the process.

Whatever the pair, the process ends as it would have ended, nothing arrives twice, and what arrived plus what was
reported as dropped is what was logged.
"""

from __future__ import annotations

import re
import subprocess
import threading
import unittest
from collections import Counter
from pathlib import Path
from typing import Callable

from ingest_server import IngestServer
from support import StepwellCase, points, read_lines, script

COUNT = 200
CODE = """
import os, resource, signal, sys, threading, stepwell
where, happening, disk = sys.argv[1:4]
target = {"server": where} if where.startswith("http") else {"root": where}
run = stepwell.init(**target, run_name="run", log_level="Warn", error_strategy="Silent", close_strategy="CompleteAll",
                    system_metrics=False, capture_console=False)
print("ready", flush=True)
sys.stdin.readline()
COUNT = 200
if disk == "full": resource.setrlimit(resource.RLIMIT_FSIZE, (6000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
if disk == "read-only":
    os.rename(run.place, run.place + "-moved")
    open(run.place, "w").close()
def train(name, first, last):
    for i in range(first, last): stepwell.log(name, float(i))
train("x", 0, COUNT // 2)
if happening == "signal": os.kill(os.getpid(), signal.SIGTERM)
if happening == "exception": raise ValueError("broken")
if happening == "fork":
    pid = os.fork()
    if pid == 0:
        train("y", 0, COUNT // 2)
        sys.exit(0)
    train("x", COUNT // 2, COUNT)
    os.waitpid(pid, 0)
if happening == "threads":
    threads = [threading.Thread(target=train, args=args) for args in (("x", COUNT // 2, COUNT), ("y", 0, COUNT // 2))]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""
#: What happens to the process, its exit status, and how many values it logs.
HAPPENINGS = (
    ("signal", -15, COUNT // 2),
    ("exception", 1, COUNT // 2),
    ("fork", 0, COUNT + COUNT // 2),
    ("threads", 0, COUNT + COUNT // 2),
)


class Pressures(StepwellCase):
    def begin(self, where: str, happening: str, disk: str = "", **environment: str) -> subprocess.Popen[str]:
        process = script(CODE, where, happening, disk, env=environment, stdin=subprocess.PIPE)
        assert process.stdout is not None
        self.assertEqual(process.stdout.readline(), "ready\n")
        return process

    def end(self, process: subprocess.Popen[str]) -> tuple[int, int, str]:
        """(exit status, events reported as dropped, everything on stderr)."""
        _, said = process.communicate("\n", timeout=60)
        return process.returncode, sum(map(int, re.findall(r"(\d+) events? w\w+ not written", said))), said

    def check_server(self, trouble: str, begin: Callable[[IngestServer], None], heal: Callable[[IngestServer], None]) -> None:
        for happening, returned, logged in HAPPENINGS:
            with self.subTest(f"{trouble} and {happening}"):
                server = self.server(seed=len(happening))
                room = {"STEPWELL_EVENT_QUEUE_MAX_SIZE": "20"} if trouble == "full queue" else {}
                process = self.begin(server.url, happening, **room)
                begin(server)
                healing = threading.Timer(0.3, heal, (server,))
                healing.start()
                code, dropped, said = self.end(process)
                healing.join()
                self.assertEqual(code, returned, said)
                arrived = {name: server.values(name) for name in ("x", "y")}
                self.assertEqual(sum(map(len, arrived.values())) + dropped, logged, said)
                for values in arrived.values():
                    self.assertEqual(values, sorted(set(values)))
                self.assertEqual(dropped > 0, trouble == "full queue", said)
                ends = [patch["status"] for patch in server.patches if "status" in patch]
                expected = {"signal": "interrupted", "exception": "failed"}.get(happening, "finished")
                self.assertEqual(set(ends), {expected})

    def test_a_full_queue(self) -> None:
        self.check_server("full queue", lambda server: server.open_door.clear(), lambda server: server.open_door.set())

    def test_a_server_that_answers_500(self) -> None:
        self.check_server("500", lambda s: setattr(s, "status", 500), lambda s: setattr(s, "status", None))

    def test_a_server_that_hangs(self) -> None:
        self.check_server("hang", lambda server: server.open_door.clear(), lambda server: server.open_door.set())

    def test_a_server_that_is_killed_and_comes_back(self) -> None:
        self.check_server("killed", IngestServer.stop, IngestServer.start)

    def test_a_server_that_loses_replies(self) -> None:
        self.check_server("lost", lambda s: setattr(s, "lost", 0.3), lambda s: setattr(s, "lost", 0.0))

    def check_disk(self, disk: str) -> None:
        for happening, returned, logged in HAPPENINGS:
            with self.subTest(f"{disk} and {happening}"):
                root = self.root / happening
                code, dropped, said = self.end(self.begin(str(root), happening, disk))
                self.assertEqual(code, returned, said)
                written: Counter[tuple[str, float]] = Counter()
                for path in root.rglob("events*.jsonl"):
                    lines = read_lines(path.parent, path.name)
                    written.update((name, value) for name in ("x", "y") for _, value in points(lines, name))
                self.assertEqual(set(written.values()), {1})
                self.assertEqual(len(written) + dropped, logged, said)
                (folder,) = {path.parent for path in root.rglob("events.jsonl")}
                self.assertTrue(Path(folder / "status.json").exists())

    def test_a_full_disk(self) -> None:
        self.check_disk("full")

    def test_a_folder_that_cannot_be_written_any_more(self) -> None:
        self.check_disk("read-only")


if __name__ == "__main__":
    unittest.main()
