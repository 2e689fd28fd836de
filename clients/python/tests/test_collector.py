"""The object API into folders: what each call writes, refuses and survives, and how a run ends."""

from __future__ import annotations

import gc
import os
import signal
import unittest
from pathlib import Path
from typing import Any

import stepwell
from collector_case import CollectorCase
from support import quiet, read_json, read_lines, script


class Folder(CollectorCase):
    def test_an_experiment_is_a_run_folder_whose_meta_is_its_config(self) -> None:
        experiment = self.experiment("mamba", description="why", meta={"model": "m", "config": {"lr": 1e-3}})
        folder = Path(experiment.place)
        self.assertEqual((folder.parent, folder.name), (self.root / "default", experiment.id))
        meta = read_json(folder / "meta.json")
        self.assertEqual((meta["key"], meta["description"], meta["config"]), ("mamba", "why", {"model": "m", "config": {"lr": 1e-3}}))
        self.assertEqual((experiment.name, experiment.resumed), ("mamba", False))

    def test_every_call_is_on_disk_when_it_returns(self) -> None:
        experiment = self.experiment()
        experiment.metric("loss", 0.5, step=3, metadata={"split": "train"})
        experiment.annotation("saved", metadata={"path": "a.pt"}, step=3)
        lines = read_lines(experiment.place)
        self.assertEqual([line["type"] for line in lines], ["metric", "annotation"])
        self.assertEqual(lines[0]["data"]["labels"], {"split": "train"})
        self.assertEqual(lines[1]["data"], {"text": "saved", "metadata": {"path": "a.pt"}, "step": 3})
        self.assertTrue(experiment.flush().ok)

    def test_the_same_name_in_the_same_folder_is_continued(self) -> None:
        first = self.experiment()
        first.metric("loss", 0.5, step=0)
        second = self.experiment(meta={"more": 1})
        self.assertEqual((second.id, second.resumed), (first.id, True))
        second.metric("loss", 0.25, step=1)
        self.assertEqual([line["data"]["step"] for line in read_lines(first.place)], [0, 1])
        self.assertEqual(read_json(Path(first.place) / "meta.json")["config"], {"more": 1})

    def test_start_and_done_say_what_became_of_it_and_take_events_all_the_same(self) -> None:
        experiment = self.experiment()
        experiment.start()
        self.assertEqual(self.status(experiment)["status"], "running")
        experiment.done()
        self.assertEqual(self.status(experiment)["status"], "finished")
        self.assertIsNotNone(self.status(experiment)["ended_at"])
        experiment.metric("late", 1.0, step=0)
        experiment.start()
        self.assertEqual((self.status(experiment)["status"], self.status(experiment)["ended_at"]), ("running", None))
        experiment.flush_or_raise()
        self.assertEqual(len(read_lines(experiment.place)), 1)

    def test_numbers_of_any_kind_are_taken_and_non_finite_ones_refused_by_name(self) -> None:
        experiment = self.experiment()
        for value in (1, 0.5, 2**70):
            experiment.metric("x", value, step=None)
        for value, said in ((float("nan"), "nan"), (float("inf"), "inf"), (10**400, "finite"), ("0.5", "not a number")):
            with self.assertRaisesRegex(ValueError, f"metric 'x': value .*{said}"):
                experiment.metric("x", value, step=1)
        with self.assertRaises(TypeError):
            experiment.metric("x", 1.0)  # type: ignore[call-arg]
        self.assertEqual([line["data"]["value"] for line in read_lines(experiment.place)], [1, 0.5, 2**70])

    def test_an_experiment_that_nobody_holds_lets_go_of_its_file(self) -> None:
        experiment = self.experiment()
        fd = experiment._run.sink._file._fd  # type: ignore[attr-defined]
        os.fstat(fd)
        del experiment
        gc.collect()
        with self.assertRaises(OSError):
            os.fstat(fd)

    def test_a_full_disk_is_said_and_makes_flush_or_raise_raise(self) -> None:
        if not os.path.exists("/dev/full"):
            return
        full = os.open("/dev/full", os.O_WRONLY)
        self.addCleanup(os.close, full)
        experiment = self.experiment()
        file = experiment._run.sink._file  # type: ignore[attr-defined]
        own, file._fd = file._fd, full
        with quiet() as said:
            experiment.metric("x", 1.0, step=0)
        file._fd = own
        self.assertIn("No space left", said.getvalue())
        experiment.metric("x", 2.0, step=1)
        result = experiment.flush()
        self.assertEqual((result.ok, result.failed, result.pending_metrics), (False, 1, 0))
        with self.assertRaisesRegex(stepwell.DeliveryError, r"1 lost \(disk\).*No space left"):
            experiment.flush_or_raise()


class Run(CollectorCase):
    def test_the_block_finishes_the_run(self) -> None:
        experiment = self.experiment()
        with experiment.run() as inner:
            self.assertIs(inner, experiment)
            self.assertEqual(self.status(experiment)["status"], "running")
        self.assertEqual(self.status(experiment)["status"], "finished")
        with experiment.run():
            experiment.metric("again", 1.0, step=0)
        self.assertEqual(self.status(experiment)["status"], "finished")

    def test_an_exception_marks_the_run_and_passes(self) -> None:
        for error, status, reason in (
            (ValueError("broken"), "failed", "ValueError: broken"),
            (KeyboardInterrupt(), "interrupted", "KeyboardInterrupt"),
            (SystemExit(3), "failed", "SystemExit: 3"),
            (SystemExit(0), "finished", None),
        ):
            with self.subTest(repr(error)):
                experiment = self.experiment()
                with self.assertRaises(type(error)) as raised, experiment.run():
                    raise error
                self.assertIs(raised.exception, error)
                self.assertEqual((self.status(experiment)["status"], self.status(experiment)["exit_reason"]), (status, reason))

    def run_script(self, body: str) -> tuple[int, dict[str, Any]]:
        code = f"""
import os, signal, sys
from stepwell import Collector
experiment = Collector(root=sys.argv[1]).experiment("run")
{body}
"""
        process = script(code, str(self.root))
        _, said = process.communicate(timeout=60)
        (status,) = self.root.rglob("status.json")
        self.assertNotIn("Error", said.replace("ValueError", ""))
        return process.returncode, read_json(status)

    def test_a_signal_within_the_block_marks_the_run_with_hooks_and_leaves_it_alone_without(self) -> None:
        for hooks, status in (("True", "interrupted"), ("False", "running")):
            with self.subTest(install_hooks=hooks):
                code, said = self.run_script(f"""
with experiment.run(install_hooks={hooks}):
    experiment.metric("x", 1.0, step=0)
    os.kill(os.getpid(), signal.SIGTERM)
""")
                self.assertEqual((code, said["status"]), (-signal.SIGTERM, status))

    def test_hooks_are_gone_behind_the_block(self) -> None:
        before = signal.getsignal(signal.SIGTERM)
        with self.experiment().run():
            self.assertNotEqual(signal.getsignal(signal.SIGTERM), before)
        self.assertEqual(signal.getsignal(signal.SIGTERM), before)
        with self.experiment().run(install_hooks=False):
            self.assertEqual(signal.getsignal(signal.SIGTERM), before)

    def test_an_exception_that_ends_the_process_fails_the_run(self) -> None:
        code, said = self.run_script("""
with experiment.run():
    raise ValueError("broken")
""")
        self.assertEqual((code, said["status"], said["exit_reason"]), (1, "failed", "ValueError: broken"))

    def test_a_block_that_is_never_left_ends_with_the_process(self) -> None:
        for body, status in (("", "finished"), ("raise ValueError('broken')", "failed"), ("sys.exit(3)", "failed")):
            with self.subTest(body):
                code, said = self.run_script(f"experiment.run().__enter__()\n{body}")
                self.assertEqual((said["status"], code != 0), (status, status == "failed"))

    def test_a_forked_child_writes_a_file_of_its_own_and_ends_nothing(self) -> None:
        code, said = self.run_script("""
with experiment.run():
    pid = os.fork()
    if pid == 0:
        experiment.metric("child", 1.0, step=0)
        experiment.done()
        os._exit(0)
    os.waitpid(pid, 0)
    assert '"running"' in open(experiment.place + "/status.json").read()
    experiment.metric("parent", 1.0, step=0)
""")
        self.assertEqual((code, said["status"]), (0, "finished"))
        (folder,) = {path.parent for path in self.root.rglob("status.json")}
        self.assertEqual(sorted(line["data"]["name"] for line in read_lines(folder)), ["child", "parent"])
        self.assertEqual(len(list(folder.glob("events*.jsonl"))), 2)


if __name__ == "__main__":
    unittest.main()
