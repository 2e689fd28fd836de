"""The vectors of shared/fixtures/golden/object.json and the folder ids hold for this client."""

from __future__ import annotations

import json
import unittest
from pathlib import Path
from typing import Any

from stepwell.collector import collector_settings, open_single
from stepwell.errors import InvalidMetricError
from stepwell.experiment import Experiment
from stepwell.folders import clean_path, id_of_path
from stepwell.settings import Delivery, Settings
from stepwell.start import open_run
from stepwell.strategies import LogLevel
from support import StepwellCase
from test_golden import Clock, argument, same, vectors


class GoldenObjectApi(StepwellCase):
    def setUp(self) -> None:
        super().setUp()
        self.clock = Clock()
        self.vectors = vectors("object.json")

    def experiment(self, **options: Any) -> Experiment:
        settings = {"project": "golden", "root": str(self.root), "log_level": LogLevel.OFF, "clock": self.clock, **options}
        return Experiment(open_run(Settings(**settings)))

    def call(self, experiment: Experiment, call: dict[str, Any]) -> None:
        self.clock.at = int(call["at"])
        act = getattr(experiment, call["call"])
        given = argument(call["arguments"])
        if "error" not in call:
            act(**given)
            return
        with self.assertRaises(InvalidMetricError, msg=str(call)[:200]) as raised:
            act(**given)
        self.assertIsInstance(raised.exception, ValueError)
        self.assertIn(call["error"], str(raised.exception))

    def check(self, text: str, call: dict[str, Any]) -> None:
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertTrue(same(lines, call["lines"]), f"{call['arguments']}\nmade     {lines}\nexpected {call['lines']}")
        for part in call.get("contains", []):
            self.assertIn(part, text)

    def test_the_same_calls_make_the_same_lines(self) -> None:
        for number, case in enumerate(self.vectors["cases"]):
            experiment = self.experiment(run_id=f"run-{number}")
            file = Path(experiment.place) / "events.jsonl"
            for call in case["calls"]:
                with self.subTest(case["name"], at=call["at"]):
                    size = file.stat().st_size
                    self.call(experiment, call)
                    self.check(file.read_bytes()[size:].decode(), call)

    def test_a_server_gets_the_same_lines_with_ids_that_count(self) -> None:
        session = self.vectors["session"]
        for number, case in enumerate(self.vectors["cases"]):
            with self.subTest(case["name"]):
                server = self.server()
                delivery = Delivery(server.url, workers=1, flush_delay=0.01)
                experiment = self.experiment(delivery=delivery, session=session, run_name=f"run-{number}")
                for call in case["calls"]:
                    self.call(experiment, call)
                experiment.done()
                experiment.flush_or_raise()
                lines = [line for call in case["calls"] for line in call["lines"]]
                expected = [{**line, "event_id": f"{session}:{n + 1}"} for n, line in enumerate(lines)]
                self.assertTrue(same(server.events, expected), f"made     {server.events}\nexpected {expected}")

    def test_a_single_file_says_which_run_it_is_and_holds_the_same_lines(self) -> None:
        jsonl = self.vectors["jsonl"]
        self.clock.at = int(jsonl["at"])
        path = self.root / "run.jsonl"
        described = {"run_name": jsonl["name"], "description": jsonl["description"], "config": jsonl["meta"]}
        experiment = Experiment(open_single(path, collector_settings(clock=self.clock, **described)))
        opening = [json.loads(line) for line in path.read_text().splitlines()]
        for made, expected in zip(opening, jsonl["opening"]):
            kept = {name: made["data"].get(name) for name in expected["data"]}
            self.assertTrue(same({**made, "data": kept}, expected), f"made     {made}\nexpected {expected}")
        self.assertEqual(len(opening), len(jsonl["opening"]))
        for call in jsonl["calls"]:
            size = path.stat().st_size
            self.call(experiment, call)
            self.check(path.read_bytes()[size:].decode(), call)

    def test_the_id_of_a_folder_follows_from_its_path(self) -> None:
        for one in vectors("folders.json")["ids"]:
            self.assertEqual(clean_path(one["path"]), one["folder"])
            self.assertEqual(id_of_path(one["folder"]), one["id"])


if __name__ == "__main__":
    unittest.main()
