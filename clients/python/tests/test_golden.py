"""The vectors of shared/fixtures/golden hold for this client."""

from __future__ import annotations

import json
import math
import tempfile
import unittest
from pathlib import Path
from typing import Any

from ingest_server import IngestServer
from stepwell.errors import StepwellError
from stepwell.run import Run
from stepwell.run_folder import parent_folder, segment
from stepwell.settings import Delivery, Settings, resolve_settings
from stepwell.start import open_run
from stepwell.strategies import ErrorStrategy, LogLevel

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "golden"


def vectors(name: str) -> Any:
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))


def argument(value: Any) -> Any:
    """An argument as a vector spells it."""
    if isinstance(value, dict):
        if set(value) == {"$number"}:
            return float(value["$number"])
        if set(value) == {"$integer"}:
            return int(value["$integer"])
        return {key: argument(one) for key, one in value.items()}
    return [argument(one) for one in value] if isinstance(value, list) else value


def same(a: Any, b: Any) -> bool:
    """Equal as JSON; -0 is not 0."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool) and not isinstance(b, bool):
        return a == b and math.copysign(1, a) == math.copysign(1, b)
    return a == b and type(a) is type(b)


class Clock:
    def __init__(self) -> None:
        self.at = 1_700_000_000_000_000_000

    def __call__(self) -> int:
        return self.at


class GoldenVectors(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.clock = Clock()

    def open(self, **options: Any) -> Run:
        settings = Settings(
            **{
                "project": "golden", "root": str(self.root), "errors": ErrorStrategy.SILENT, "log_level": LogLevel.OFF,
                "clock": self.clock, **options,
            }
        )  # fmt: skip
        run = open_run(settings)
        self.addCleanup(run.finish)
        return run

    def play(self, run: Run, file: Path, calls: list[dict[str, Any]]) -> None:
        for call in calls:
            self.clock.at = int(call["at"])
            size, dropped = file.stat().st_size, sum(run.reporter.dropped.values())
            try:
                getattr(run, call["call"])(**argument(call["arguments"]))
            except StepwellError as error:
                self.fail(f"{call} raised {error}")
            text = file.read_bytes()[size:].decode()
            lines = [json.loads(line) for line in text.splitlines()]
            self.assertTrue(same(lines, call["lines"]), f"{call['arguments']}\nmade     {lines}\nexpected {call['lines']}")
            for part in call.get("contains", []):
                self.assertIn(part, text)
            self.assertEqual(sum(run.reporter.dropped.values()) - dropped, call.get("dropped", 0), call["arguments"])

    def test_the_same_calls_make_the_same_lines(self) -> None:
        for number, case in enumerate(vectors("lines.json")["cases"]):
            with self.subTest(case["name"]):
                run = self.open(run_id=f"run-{number}")
                self.play(run, Path(run.place) / "events.jsonl", case["calls"])

    def test_a_server_gets_the_same_lines_with_ids_that_count(self) -> None:
        session = vectors("lines.json")["session"]
        for number, case in enumerate(vectors("lines.json")["cases"]):
            with self.subTest(case["name"]):
                server = IngestServer()
                self.addCleanup(server.close)
                run = self.open(delivery=Delivery(server.url, flush_delay=0.01), session=session, run_name=f"run-{number}")
                for call in case["calls"]:
                    self.clock.at = int(call["at"])
                    getattr(run, call["call"])(**argument(call["arguments"]))
                run.finish()
                lines = [line for call in case["calls"] for line in call["lines"]]
                expected = [{**line, "event_id": f"{session}:{n + 1}"} for n, line in enumerate(lines)]
                self.assertTrue(same(server.events, expected), f"made     {server.events}\nexpected {expected}")

    def test_a_resumed_run_goes_on_behind_its_steps(self) -> None:
        for number, case in enumerate(vectors("resume.json")["cases"]):
            with self.subTest(case["name"]):
                folder = self.root / "golden" / f"run-{number}"
                folder.mkdir(parents=True)
                (folder / "meta.json").write_text(json.dumps({"key": f"key-{number}"}))
                for name, text in case["files"].items():
                    (folder / name).write_text(text)
                run = self.open(run_name=f"key-{number}", rank=case["rank"])
                (file,) = {one.name for one in folder.glob("events*.jsonl")} - set(case["files"])
                self.play(run, folder / file, case["calls"])

    def test_names_become_folder_names(self) -> None:
        for one in vectors("folders.json")["segments"]:
            self.assertEqual(segment(one["name"]), one["segment"], one["name"])
        for one in vectors("folders.json")["folders"]:
            names = {name: one[name] for name in ("workspace", "project", "experiment", "folder_path")}
            settings = resolve_settings(root=self.root, **names)
            self.assertEqual(parent_folder(settings), self.root / one["folder"], one)


if __name__ == "__main__":
    unittest.main()
