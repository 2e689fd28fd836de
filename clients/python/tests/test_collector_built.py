"""What the object API writes is what the built server reads: over HTTP, from folders, and from a single file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import unittest
import urllib.request
from pathlib import Path
from typing import Any

import stepwell
from built_server import MAIN, BuiltServer
from stepwell import Collector, JsonlCollector
from support import StepwellCase

QUICK = {"timeout": 5.0, "ingest_timeout": 5.0, "flush_delay_seconds": 0.0}


class BuiltCase(StepwellCase):
    def setUp(self) -> None:
        super().setUp()
        os.environ["STEPWELL_LOG_LEVEL"] = "Off"
        self.root.mkdir()

    def serve(self, root: Path, *arguments: str) -> BuiltServer:
        server = BuiltServer(root, *arguments)
        self.addCleanup(server.close)
        return server

    def get(self, server: BuiltServer, path: str) -> Any:
        with urllib.request.urlopen(f"{server.url}{path}", timeout=20) as answer:
            return json.load(answer)

    def raw(self, server: BuiltServer, run: str, name: str) -> list[dict[str, Any]]:
        return self.get(server, f"/api/runs/metrics/raw?runId={run}&logName={name}")["rows"]  # type: ignore[no-any-return]


class SingleFile(BuiltCase):
    def test_a_collectors_file_opens_by_its_name(self) -> None:
        path = self.root / "artifacts" / "that.jsonl"
        experiment = JsonlCollector(path).experiment("run-001", description="why", meta={"model": "mamba"})
        with experiment.run():
            for step in range(3):
                for split in ("train", "validation"):
                    experiment.metric("loss", 1 / (step + 1), step=step, metadata={"split": split})
            experiment.metric("plain", 1.5, step=7, timestamp=1_700_000_000_123)
            experiment.annotation("local checkpoint written", metadata={"path": "ckpt.pt"})
        server = self.serve(path)
        (run,) = self.get(server, "/api/runs")
        self.assertEqual(
            [run[name] for name in ("id", "key", "alias", "status", "config")],
            ["that", "run-001", "run-001", "finished", {"model": "mamba"}],
        )
        detail = self.get(server, "/api/runs/that")
        self.assertEqual((detail["description"], detail["quarantined_lines"]), ("why", 0))
        self.assertEqual(detail["counters"]["unknown_events"], 0)
        series = self.get(server, "/api/runs/that/metric_list")
        self.assertEqual(
            sorted((one["name"], one["labels"].get("split", ""), one["raw_count"]) for one in series),
            [("loss", "train", 3), ("loss", "validation", 3), ("plain", "", 1)],
        )
        (plain,) = self.raw(server, "that", "plain")
        self.assertEqual((plain["time"], plain["step"], plain["value"]), (1_700_000_000_123, 7, 1.5))
        (note,) = self.get(server, "/api/runs/that/annotations")
        self.assertEqual((note["text"], note["metadata"]), ("local checkpoint written", {"path": "ckpt.pt"}))

    def test_a_run_that_failed_says_so(self) -> None:
        path = self.root / "failed.jsonl"
        with self.assertRaises(ValueError), JsonlCollector(path).experiment("run").run():
            raise ValueError("broken")
        detail = self.get(self.serve(path), "/api/runs/failed")
        self.assertEqual((detail["status"], detail["exit_reason"]), ("failed", "ValueError: broken"))

    def test_it_is_found_in_a_folder_of_runs_too(self) -> None:
        JsonlCollector(self.root / "one.jsonl").experiment("one").done()
        Collector(root=self.root).experiment("two").done()
        runs = self.get(self.serve(self.root), "/api/runs")
        self.assertEqual(sorted(run["key"] for run in runs), ["one", "two"])


class OverHttp(BuiltCase):
    def test_uncommitted_changes_are_kept_beside_the_run(self) -> None:
        repository = self.root.parent / "repository"
        repository.mkdir()
        git = ["git", "-c", "user.name=n", "-c", "user.email=e@x", "-C", str(repository)]
        (repository / "train.py").write_text("a = 1\n")
        for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "m"]):
            subprocess.run([*git, *arguments], check=True)
        (repository / "train.py").write_text("a = 2\n")
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(repository)
        with stepwell.start_run(server=self.serve(self.root).url):
            pass
        kept = [path.read_text() for path in self.root.rglob("git.diff")]
        self.assertEqual(len(kept), 1)
        self.assertIn("+a = 2", kept[0])

    def test_folders_are_made_found_and_written_into_by_path_and_by_id(self) -> None:
        server = self.serve(self.root)
        collector = Collector(host=server.url, **QUICK)
        with self.assertRaises(stepwell.FolderNotFoundError):
            collector.experiment("a", folder_path="/team/digits")
        made = collector.make_folder("/team/digits")
        self.assertEqual((made.path, collector.make_folder("team/digits").id), ("team/digits", made.id))
        local = Collector(root=self.root).folder("/team/digits")
        self.assertEqual(local.id, made.id)
        by_path = collector.experiment("a", folder_path="/team/digits")
        by_id = collector.experiment("b", folder_id=made.id)
        folders = {path.parent.parent for path in self.root.rglob("meta.json")}
        self.assertEqual(folders, {self.root / "team" / "digits"})
        with self.assertRaisesRegex(stepwell.ServerError, "404"):
            collector.experiment("c", folder_id="00000000-0000-0000-0000-000000000000")
        for experiment in (by_path, by_id):
            experiment.done()
            experiment.flush_or_raise()

    def test_a_server_that_asks_for_a_key_takes_one_and_refuses_others(self) -> None:
        config = {"XDG_CONFIG_HOME": str(self.root.parent / "config"), "STEPWELL_TOKEN": "a-token-for-this-test"}
        command = ["node", str(MAIN), "keys", "add", "cluster"]
        key = subprocess.run(command, env={**os.environ, **config}, capture_output=True, text=True, check=True).stdout.strip()
        server = BuiltServer(self.root, "--auth", "token", env=config)
        self.addCleanup(server.close)
        collector = Collector(key, host=server.url, **QUICK)
        collector.make_folder("/team")
        experiment = collector.experiment("run", folder_path="/team")
        with experiment.run():
            experiment.metric("x", 1.0, step=0)
        experiment.flush_or_raise()
        (written,) = self.root.rglob("events*.jsonl")
        self.assertEqual(written.parent.parent, self.root / "team")
        for wrong in (None, "swk_wrong"):
            with self.assertRaisesRegex(stepwell.ServerError, "401"):
                Collector(wrong, host=server.url, **QUICK).experiment("run")

    def test_a_path_that_two_roots_have_is_ambiguous_and_one_that_the_second_has_is_written_there(self) -> None:
        first, second = self.root / "1", self.root / "2"
        for root in (first, second):
            (root / "both").mkdir(parents=True)
        (second / "one").mkdir()
        server = self.serve(first, str(second))
        collector = Collector(host=server.url, **QUICK)
        with self.assertRaises(stepwell.AmbiguousFolderError):
            collector.experiment("a", folder_path="/both")
        experiment = collector.experiment("a", folder_path="/one")
        experiment.done()
        experiment.flush_or_raise()
        self.assertEqual({path.parent.parent for path in self.root.rglob("meta.json")}, {second / "one"})

    def test_labels_times_and_annotations_come_out_as_they_went_in(self) -> None:
        server = self.serve(self.root)
        experiment = Collector(host=server.url, **QUICK).experiment("run", meta={"lr": 0.1})
        with experiment.run():
            experiment.metric("x", 1.0, step=0, timestamp=9_999_999_999)
            experiment.metric("x", 2.0, step=1, timestamp=10_000_000_000)
            experiment.metric("x", 3.0, step=None, timestamp=1_700_000_000.5)
            experiment.annotation("note", step=1)
        experiment.flush_or_raise()
        rows = self.raw(server, experiment.id, "x")
        self.assertEqual(
            [(row["step"], row["time"], row["value"]) for row in rows],
            [(0, 9_999_999_999_000, 1.0), (1, 10_000_000_000, 2.0), (None, 1_700_000_000_500, 3.0)],
        )
        (note,) = self.get(server, f"/api/runs/{experiment.id}/annotations")
        self.assertEqual((note["text"], note["step"]), ("note", 1))
        (run,) = self.get(server, "/api/runs?filter=config.lr%3D0.1")
        self.assertEqual((run["status"], run["key"]), ("finished", "run"))

    def test_a_server_that_is_killed_and_comes_back_has_everything_once(self) -> None:
        server = self.serve(self.root)
        port = server.url.rsplit(":", 1)[1]
        experiment = Collector(host=server.url, **QUICK, max_batch_items=50).experiment("run")
        with experiment.run(flush_retries=0):
            for i in range(2000):
                experiment.metric("x", float(i), step=i)
                if i == 700:
                    os.kill(server._process.pid, signal.SIGKILL)
        self.assertFalse(experiment.flush().ok)
        server._process.wait()
        again = BuiltServer(self.root, "--port", port)
        self.addCleanup(again.close)
        self.assertEqual(again.url, server.url)
        experiment.flush_or_raise(retries=10)
        values = [row["value"] for row in self.raw(again, experiment.id, "x")]
        self.assertEqual((len(values), values == list(range(2000))), (2000, True))
        self.assertEqual(self.get(again, f"/api/runs/{experiment.id}")["status"], "finished")


if __name__ == "__main__":
    unittest.main()
