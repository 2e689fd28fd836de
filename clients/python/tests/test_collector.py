"""The object API into folders, into one file and into nothing: what each call writes, refuses and survives."""

from __future__ import annotations

import gc
import os
import signal
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import stepwell
from stepwell import Collector, Experiment, JsonlCollector, NoopCollector
from support import StepwellCase, quiet, read_json, read_lines, script


class CollectorCase(StepwellCase):
    def setUp(self) -> None:
        super().setUp()
        os.environ["STEPWELL_LOG_LEVEL"] = "Warn"

    def experiment(self, name: str = "run", **options: Any) -> Experiment:
        return Collector(root=self.root).experiment(name, **options)

    def status(self, experiment: Experiment) -> dict[str, Any]:
        return read_json(Path(experiment.place) / "status.json")


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


class Folders(CollectorCase):
    def test_a_folder_is_made_once_found_by_path_and_known_by_its_id(self) -> None:
        collector = Collector(root=self.root)
        made = collector.make_folder("/team/digits")
        self.assertEqual(made.path, "team/digits")
        self.assertEqual(collector.make_folder("team//digits/"), made)
        self.assertEqual(collector.folder("/team/digits"), made)
        by_path = collector.experiment("a", folder_path="/team/digits")
        by_id = collector.experiment("a", folder_id=made.id)
        self.assertEqual(Path(by_path.place).parent, self.root / "team" / "digits")
        self.assertEqual(by_id.id, by_path.id)

    def test_both_at_once_a_missing_one_and_what_is_no_path_are_refused(self) -> None:
        for collector in (Collector(root=self.root), JsonlCollector(self.root / "a.jsonl"), NoopCollector()):
            with self.assertRaisesRegex(stepwell.OptionError, "folder_id and folder_path cannot both be given"):
                collector.experiment("a", folder_id="x", folder_path="/x")
        collector = Collector(root=self.root)
        with self.assertRaisesRegex(stepwell.FolderNotFoundError, r"folder_path='/x'.*make_folder\('/x'\)"):
            collector.experiment("a", folder_path="/x")
        with self.assertRaisesRegex(stepwell.FolderNotFoundError, "folder_id='00000000-0000"):
            collector.experiment("a", folder_id="00000000-0000-0000-0000-000000000000")
        for path in ("/", "", 3):
            with self.assertRaisesRegex(stepwell.OptionError, "folder_path"):
                collector.experiment("a", folder_path=path)  # type: ignore[arg-type]
        self.assertEqual(list(self.root.rglob("meta.json")), [])

    def test_a_path_that_several_roots_have_is_ambiguous_and_one_that_the_second_has_is_written_there(self) -> None:
        first, second = self.root / "1", self.root / "2"
        (first / "both").mkdir(parents=True)
        (second / "both").mkdir(parents=True)
        (second / "one").mkdir()
        with mock.patch.dict(os.environ, {"STEPWELL_ROOT": f"{first}{os.pathsep}{second}"}):
            collector = Collector()
        with self.assertRaisesRegex(stepwell.AmbiguousFolderError, "2 folders bear this path"):
            collector.experiment("a", folder_path="/both")
        self.assertEqual(Path(collector.experiment("a", folder_path="/one").place).parent, second / "one")
        self.assertEqual(Path(collector.make_folder("new").root or ""), first)
        self.assertEqual(Path(collector.experiment("a").place).parent, first / "default")


class Options(CollectorCase):
    def test_what_is_not_accepted_is_an_error_that_names_the_option(self) -> None:
        for option, values in (
            ("timeout", (0, -1, "1", True, float("nan"))), ("ingest_timeout", (0, None)), ("flush_delay_seconds", (-0.1, "x")),
            ("max_queue_items", (0, 1.5, True)), ("max_batch_items", (0, 10_001)), ("max_retries", (-1, 1.5)),
            ("host", ("metrics.example.com", 3)),
        ):  # fmt: skip
            for value in values:
                with self.subTest(option, value=value), self.assertRaisesRegex(stepwell.OptionError, f"{option}="):
                    Collector(**{option: value})
        with self.assertRaisesRegex(stepwell.OptionError, "root and host"):
            Collector(host="http://127.0.0.1:1", root=self.root)
        for name, options in (("", {}), (3, {}), ("a", {"meta": [1]}), ("a", {"description": 3})):
            with self.assertRaises(stepwell.OptionError):
                Collector(root=self.root).experiment(name, **options)  # type: ignore[arg-type]

    def test_a_root_that_cannot_be_written_is_an_error_of_experiment(self) -> None:
        self.root.parent.mkdir(exist_ok=True)
        self.root.write_text("a file")
        with self.assertRaisesRegex(stepwell.OptionError, "cannot be written"):
            Collector(root=self.root).experiment("a")

    def test_nothing_leaves_the_machine_without_host_whatever_the_key(self) -> None:
        with mock.patch("socket.socket.connect", side_effect=AssertionError("a connection")), mock.patch(
            "stepwell.collector.announce"
        ):
            experiment = Collector("ak_org_key", root=self.root).experiment("a")
            with experiment.run():
                experiment.metric("x", 1.0, step=0)
            experiment.flush_or_raise()
        self.assertEqual([path for path in self.root.rglob("*") if path.is_file() and "ak_org_key" in path.read_text()], [])


class SingleFile(CollectorCase):
    def test_one_file_holds_one_experiment_which_is_continued(self) -> None:
        path = self.root / "deep" / "run.jsonl"
        first = JsonlCollector(path=path).experiment("run-001", meta={"model": "m"})
        with first.run():
            first.metric("loss", 0.5, step=0)
        second = JsonlCollector(path=str(path)).experiment("run-001")
        self.assertEqual((first.resumed, second.resumed, second.id), (False, True, "run"))
        second.metric("loss", 0.25, step=1)
        with self.assertRaisesRegex(stepwell.OptionError, "holds the run 'run-001': give 'other' a file of its own"):
            JsonlCollector(path).experiment("other")
        self.assertEqual([line["data"]["step"] for line in read_lines(path.parent, path.name) if line["type"] == "metric"], [0, 1])

    def test_a_file_of_something_else_is_left_alone(self) -> None:
        self.root.mkdir()
        for text in ("notes\n", '{"type": "metrics"}\n', "[1]\n", "\xff"):
            path = self.root / "notes.jsonl"
            path.write_text(text)
            with self.assertRaisesRegex(stepwell.OptionError, "something else than a run"):
                JsonlCollector(path).experiment("a")
            self.assertEqual(path.read_text(), text)
        with self.assertRaisesRegex(stepwell.OptionError, "cannot be written"):
            JsonlCollector(self.root).experiment("a")

    def test_a_torn_line_stays_alone(self) -> None:
        path = self.root / "run.jsonl"
        JsonlCollector(path).experiment("a").metric("x", 1.0, step=0)
        with path.open("a") as file:
            file.write('{"ts": 1, "type": "met')
        JsonlCollector(path).experiment("a").metric("x", 2.0, step=1)
        whole = [line for line in path.read_text().splitlines() if line.endswith("}")]
        self.assertEqual(len(path.read_text().splitlines()) - len(whole), 1)
        self.assertIn('"value": 2.0', whole[-1])


class Noop(CollectorCase):
    def test_it_takes_the_same_calls_checks_them_as_strictly_and_writes_nothing(self) -> None:
        opened = mock.patch("os.open", side_effect=AssertionError("a file"))
        started = mock.patch("subprocess.run", side_effect=AssertionError("a process"))
        connected = mock.patch("socket.socket.connect", side_effect=AssertionError("a connection"))
        with opened, started, connected:
            experiment = NoopCollector().experiment("a", meta={"a": 1})
            with self.assertRaises(KeyError), experiment.run():
                experiment.metric("loss", 0.5, step=1, metadata={"a": "b"}, timestamp=1_700_000_000)
                experiment.annotation("note")
                raise KeyError("passes")
            experiment.start()
            experiment.done()
            experiment.flush_or_raise()
            with self.assertRaises(ValueError):
                experiment.metric("loss", float("nan"), step=1)
        self.assertTrue(experiment.flush().ok)
        self.assertFalse(self.root.exists())


if __name__ == "__main__":
    unittest.main()
