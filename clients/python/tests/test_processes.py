"""What may happen to a training process: killed, signalled, an exception, a fork, threads, ranks."""

from __future__ import annotations

import signal
import threading
import unittest
from pathlib import Path

import stepwell
from support import StepwellCase, points, read_json, read_lines, script

PREAMBLE = """
import os, sys, signal, stepwell
stepwell.init(root=sys.argv[1], run_name="run", log_level="Off", system_metrics=False, **OPTIONS)
"""


class Processes(StepwellCase):
    def run_script(self, code: str, options: str = "{}", **more: object) -> tuple[int, str, str]:
        process = script(PREAMBLE.replace("OPTIONS", options) + code, str(self.root), **more)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    @property
    def folder(self) -> Path:
        (found,) = (path.parent for path in self.root.rglob("meta.json"))
        return found

    @property
    def status(self) -> dict:
        return read_json(self.folder / "status.json")

    def test_a_killed_process_loses_no_call_that_returned(self) -> None:
        code = """
for i in range(10**9):
    stepwell.log("x", float(i))
    stepwell.log({"a": i, "b": 2.0}) if i % 7 == 0 else None
    os.write(1, b"%d\\n" % i)
"""
        for delay in (0.0, 0.013, 0.05):
            process = script(PREAMBLE.replace("OPTIONS", "{}") + code, str(self.root))
            assert process.stdout is not None and process.stderr is not None
            process.stdout.readline()
            threading.Event().wait(delay)
            process.send_signal(signal.SIGKILL)
            told = process.stdout.read().split("\n")
            process.wait()
            process.stderr.close()
            process.stdout.close()
            last = int(told[-2]) if len(told) > 1 else 0
            newest = max(self.folder.glob("events*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
            values = [value for _, value in points(read_lines(self.folder, newest.name), "x")]
            self.assertEqual(values, [float(i) for i in range(len(values))])
            self.assertGreater(len(values), last)
            self.assertEqual(self.status["status"], "running")

    def test_the_end_of_the_process_is_the_end_of_the_run(self) -> None:
        for code, status, reason, returned in (
            ("stepwell.log('x', 1.0)", "finished", None, 0),
            ("raise ValueError('broken')", "failed", "ValueError: broken", 1),
            ("sys.exit(3)", "failed", "sys.exit(3)", 3),
            ("sys.exit(0)", "finished", None, 0),
            ("raise KeyboardInterrupt", "interrupted", "KeyboardInterrupt", -signal.SIGINT),
            ("os.kill(os.getpid(), signal.SIGTERM); stepwell.log('x', 1.0)", "interrupted", "SIGTERM", -signal.SIGTERM),
        ):
            with self.subTest(code):
                self.assertEqual(self.run_script(code)[0], returned)
                self.assertEqual((self.status["status"], self.status["exit_reason"]), (status, reason))

    def test_a_signal_handler_of_the_users_own_stays(self) -> None:
        code = """
signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))
os.kill(os.getpid(), signal.SIGTERM)
"""
        self.assertEqual(self.run_script(code)[0], 5)
        self.assertEqual(self.status["exit_reason"], "sys.exit(5)")

    def test_a_signal_in_the_middle_of_logging_deadlocks_nothing(self) -> None:
        code = """
signal.signal(signal.SIGALRM, lambda *_: stepwell.log("alarm", 1.0))
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0007)
for i in range(30000): stepwell.log("x", float(i))
signal.setitimer(signal.ITIMER_REAL, 0)
"""
        self.assertEqual(self.run_script(code)[0], 0)
        lines = read_lines(self.folder)
        self.assertEqual([value for _, value in points(lines, "x")], [float(i) for i in range(30000)])
        self.assertGreater(len(points(lines, "alarm")), 0)

    def test_a_forked_child_writes_a_file_of_its_own_and_does_not_end_the_run(self) -> None:
        code = """
import threading
threading.Thread(target=lambda: [stepwell.log("other", float(i)) for i in range(5000)]).start()
stepwell.log("x", 0.0)
children = []
for n in range(4):
    pid = os.fork()
    if pid == 0:
        for i in range(100): stepwell.log("child", float(i), labels={"n": n})
        sys.exit(0)
    children.append(pid)
for i in range(100): stepwell.log("x", float(i + 1))
for pid in children: assert os.waitpid(pid, 0)[1] == 0
assert stepwell.current_run().finished is False
stepwell.log("after", 1.0)
"""
        returned, _, err = self.run_script(code)
        self.assertEqual((returned, err), (0, ""))
        files = sorted(path.name for path in self.folder.glob("events*.jsonl"))
        self.assertEqual(len(files), 5)
        own = read_lines(self.folder, "events.jsonl")
        self.assertEqual([value for _, value in points(own, "x")], [float(i) for i in range(101)])
        self.assertEqual(len(points(own, "after")), 1)
        for name in files[1:]:
            lines = [line for line in read_lines(self.folder, name) if line["data"].get("name") == "child"]
            self.assertEqual([line["data"]["value"] for line in lines], [float(i) for i in range(100)])
        self.assertEqual(self.status["status"], "finished")

    def test_a_terminated_worker_process_leaves_the_run_running(self) -> None:
        code = """
import multiprocessing, time
context = multiprocessing.get_context("fork")
worker = context.Process(target=lambda: (stepwell.log("w", 1.0), time.sleep(60)))
worker.start()
while len([name for name in os.listdir(stepwell.current_run().place) if name.startswith("events.")]) < 2: time.sleep(0.01)
worker.terminate(); worker.join()
print(worker.exitcode, open(stepwell.current_run().place + "/status.json").read())
"""
        returned, out, err = self.run_script(code, "{'capture_console': False}")
        self.assertEqual((returned, err), (0, ""))
        self.assertIn(f"{-signal.SIGTERM} ", out)
        self.assertIn('"running"', out)
        self.assertEqual(self.status["status"], "finished")

    def test_a_worker_process_sends_to_a_server_in_a_session_of_its_own(self) -> None:
        server = self.server()
        code = f"""
import os, sys, multiprocessing, stepwell
stepwell.init(server={server.url!r}, run_name="run", log_level="Off", system_metrics=False, capture_console=False)
def work(n):
    for i in range(50): stepwell.log("w", float(i), labels={{"n": n}})
for i in range(50): stepwell.log("x", float(i))
context = multiprocessing.get_context("fork")
workers = [context.Process(target=work, args=(n,)) for n in range(2)]
for worker in workers: worker.start()
for worker in workers: worker.join()
pid = os.fork()
if pid == 0:
    stepwell.log("forked", 1.0)
    sys.exit(0)
os.waitpid(pid, 0)
"""
        process = script(code)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (0, ""))
        self.assertEqual(server.values("x"), [float(i) for i in range(50)])
        self.assertEqual(len(server.values("forked")), 1)
        for n in ("0", "1"):
            values = [one["data"]["value"] for one in server.events if one["data"].get("labels") == {"n": n}]
            self.assertEqual(values, [float(i) for i in range(50)])
        self.assertEqual(len(server.runs), 1)
        self.assertEqual(len(server.runs["run"]["sessions"]), 4)
        self.assertEqual([one["status"] for one in server.patches if "status" in one], ["finished"])

    def test_threads_share_a_series_and_every_step_is_used_once(self) -> None:
        run = self.folder_run()
        threads = [threading.Thread(target=lambda: [run.log("x", 1.0) for _ in range(2000)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([step for step, _ in points(read_lines(run.place), "x")], list(range(8000)))

    def test_ranks_that_start_at_once_meet_in_one_run_and_only_rank_0_ends_it(self) -> None:
        code = PREAMBLE.replace("OPTIONS", "{}") + "stepwell.log('x', 1.0, labels={'rank': os.environ['RANK']})"
        processes = [script(code, str(self.root), env={"RANK": str(rank)}) for rank in range(4)]
        for process in processes:
            self.assertEqual(process.communicate(timeout=60), ("", ""))
        names = {path.name for path in self.folder.glob("events*.jsonl")}
        self.assertLessEqual({"events.rank1.jsonl", "events.rank2.jsonl", "events.rank3.jsonl"}, names)
        self.assertEqual(len(names), 4)
        self.assertEqual(len(read_lines(self.folder)), 4)
        self.assertEqual(self.status["status"], "finished")

    def test_a_finished_run_refuses_every_call(self) -> None:
        run = self.folder_run()
        run.log("x", 1.0)
        run.finish()
        for call in (
            lambda: run.log("x", 1.0), lambda: run.log({"x": 1.0}), lambda: run.annotate("a"), lambda: run.summary({}),
            lambda: run.set_config({}), lambda: run.log_image("i", b"GIF89a"), lambda: run.write_point("x", 1),
            lambda: run.log_rl_episode("x", 1, 1), lambda: run.add_tags([]), lambda: run.set_primary_metric("x"),
        ):  # fmt: skip
            with self.assertRaisesRegex(stepwell.RunFinishedError, "finished"):
                call()
        self.assertEqual(len(read_lines(run.place)), 1)

    def test_a_rank_that_is_alone_in_its_run_ends_it(self) -> None:
        code = PREAMBLE.replace("OPTIONS", "{}") + "stepwell.log('x', 1.0)"
        self.assertEqual(script(code, str(self.root), env={"SLURM_PROCID": "3"}).communicate(timeout=60), ("", ""))
        self.assertEqual(self.status["status"], "finished")
        self.assertEqual([path.name for path in self.folder.glob("events*")], ["events.rank3.jsonl"])

    def test_with_ends_the_run_as_the_block_ended(self) -> None:
        with self.folder_run() as run:
            run.log("x", 1.0)
        self.assertEqual(read_json(Path(run.place) / "status.json")["status"], "finished")
        with self.assertRaises(ZeroDivisionError), self.folder_run() as run:
            raise ZeroDivisionError("0")
        status = read_json(Path(run.place) / "status.json")
        self.assertEqual((status["status"], status["exit_reason"]), ("failed", "ZeroDivisionError: 0"))


if __name__ == "__main__":
    unittest.main()
