"""Where the object API writes: folders by path and id, one file, nothing; and what is no option."""

from __future__ import annotations

import os
import secrets
import unittest
from pathlib import Path
from unittest import mock

import stepwell
from collector_case import CollectorCase
from stepwell import Collector, JsonlCollector, NoopCollector
from support import read_lines


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
        key = f"ak_org_{secrets.token_hex(8)}"
        with mock.patch("socket.socket.connect", side_effect=AssertionError("a connection")), mock.patch(
            "stepwell.collector.announce"
        ):
            experiment = Collector(key, root=self.root).experiment("a")
            with experiment.run():
                experiment.metric("x", 1.0, step=0)
            experiment.flush_or_raise()
        self.assertEqual([path for path in self.root.rglob("*") if path.is_file() and key.encode() in path.read_bytes()], [])


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
