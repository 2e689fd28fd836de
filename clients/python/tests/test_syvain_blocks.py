"""Every code block of the Syvain collector's documentation runs with the import changed; its defaults are compared by introspection."""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import os
import re
import unittest
from pathlib import Path
from typing import Any

import stepwell
from stepwell import Collector, JsonlCollector, NoopCollector
from support import StepwellCase, read_json, read_lines

BLOCKS = Path(__file__).with_name("syvain_blocks.md")
#: The document itself, where the project is developed.
DOCUMENT = Path(__file__).resolve().parents[4] / "shared" / "seeds" / "syvain-collector.md"
FENCED = re.compile(r"```python\n(.*?)```", re.DOTALL)
FOLDER_ID = "00000000-0000-0000-0000-000000000000"


def blocks(text: str) -> list[str]:
    return [block.replace("syvain_metrics_collector", "stepwell") for block in FENCED.findall(text)]


class SyvainBlocks(StepwellCase):
    def setUp(self) -> None:
        super().setUp()
        self.root.mkdir()
        os.environ["STEPWELL_ROOT"] = str(self.root)
        os.environ["STEPWELL_LOG_LEVEL"] = "Off"
        self.blocks = blocks(BLOCKS.read_text(encoding="utf-8"))
        before = os.getcwd()
        os.chdir(self.root)
        self.addCleanup(os.chdir, before)

    def block(self, beginning: str, holding: str = "") -> str:
        (found,) = (one for one in self.blocks if one.startswith(beginning) and holding in one)
        return found

    def run_block(self, block: str, **names: Any) -> dict[str, Any]:
        exec(compile(block, "block", "exec"), names)
        return names

    def points(self, run: stepwell.Experiment) -> list[tuple[Any, ...]]:
        lines = [line["data"] for line in read_lines(run.place) if line["type"] == "metric"]
        return [(line["name"], line["step"], line["value"], line.get("labels", {})) for line in lines]

    def status(self, run: stepwell.Experiment) -> str:
        return read_json(Path(run.place) / "status.json")["status"]  # type: ignore[no-any-return]

    def test_the_blocks_are_the_documents_own(self) -> None:
        self.assertEqual(len(self.blocks), 17)
        if DOCUMENT.exists():
            self.assertEqual(self.blocks, blocks(DOCUMENT.read_text(encoding="utf-8")))

    def test_basic_usage(self) -> None:
        names = self.run_block(self.block("from stepwell import Collector\n\ncollector = Collector("))
        experiment = names["experiment"]
        points = self.points(experiment)
        self.assertEqual(points, [("loss", step, 1.0 / (step + 1), {"split": "train"}) for step in range(1000)])
        note = read_lines(experiment.place)[-1]["data"]
        self.assertEqual(note, {"text": "saved checkpoint", "metadata": {"path": "checkpoints/mamba-run-001/step-999.pt"}})
        meta = read_json(Path(experiment.place) / "meta.json")
        self.assertEqual(meta["config"], {"model": "mamba", "dataset": "internal-v1", "seed": 7})
        self.assertEqual((meta["description"], self.status(experiment)), ("Baseline mamba training run", "finished"))

    def test_experiment_metadata(self) -> None:
        block = self.block('experiment = collector.experiment(\n    "mamba-run-001",\n    meta=')
        experiment = self.run_block(block, collector=Collector("ak_org_..."))["experiment"]
        config = read_json(Path(experiment.place) / "meta.json")["config"]
        self.assertEqual(config["config"], {"batch_size": 32, "learning_rate": 0.0003})

    def test_metrics_and_their_metadata(self) -> None:
        experiment = Collector("ak_org_...").experiment("run")
        for beginning in (
            'experiment.metric("validation_loss"', 'experiment.metric("loss", train_loss', 'experiment.metric("loss", 0.42',
            'experiment.metric(\n    "gpu_utilization"',
        ):  # fmt: skip
            self.run_block(self.block(beginning), experiment=experiment, step=7, train_loss=0.5, val_loss=0.75)
        self.assertEqual(self.points(experiment), [
            ("validation_loss", 500, 0.182, {}),
            ("loss", 7, 0.5, {"split": "train"}), ("loss", 7, 0.75, {"split": "validation"}),
            ("loss", 7, 0.42, {"split": "train"}), ("accuracy", 7, 0.91, {"split": "validation"}),
            ("tokens_per_second", 7, 1820.0, {}),
            ("gpu_utilization", 7, 78.0, {"device": "gpu:0"}), ("gpu_utilization", 7, 74.0, {"device": "gpu:1"}),
        ])  # fmt: skip

    def test_annotations(self) -> None:
        experiment = Collector("ak_org_...").experiment("run")
        self.run_block(self.block("experiment.annotation("), experiment=experiment)
        (line,) = read_lines(experiment.place)
        self.assertEqual(line["data"], {"text": "evaluation started", "metadata": {"split": "validation"}})

    def test_a_folder_by_its_path(self) -> None:
        block, collector = self.block("experiment = collector", "folder_path"), Collector("ak_org_...")
        with self.assertRaises(stepwell.FolderNotFoundError):
            self.run_block(block, collector=collector)
        collector.make_folder("/mamba-run-001")
        experiment = self.run_block(block, collector=collector)["experiment"]
        self.assertEqual(Path(experiment.place).parent, self.root / "mamba-run-001")

    def test_a_folder_by_its_id(self) -> None:
        block, collector = self.block("experiment = collector", "folder_id"), Collector("ak_org_...")
        with self.assertRaises(stepwell.FolderNotFoundError):
            self.run_block(block, collector=collector)
        folder = collector.make_folder("/team")
        experiment = self.run_block(block.replace(FOLDER_ID, folder.id), collector=collector)["experiment"]
        self.assertEqual(Path(experiment.place).parent, self.root / "team")
        server = self.server()
        sent = self.run_block(block, collector=Collector("ak_org_...", host=server.url))["experiment"]
        self.assertEqual(server.runs["mamba-run-001"]["start"]["folder_id"], FOLDER_ID)
        sent.done()
        sent.flush_or_raise()

    def test_flushing(self) -> None:
        server = self.server()
        experiment = Collector(host=server.url, flush_delay_seconds=3600.0).experiment("run")
        server.status = 503
        experiment.metric("x", 1.0, step=0)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            names = self.run_block(self.block("result = experiment.flush()"), experiment=experiment)
        self.assertEqual((said.getvalue(), names["result"].ok), ("1 1\n", False))
        server.status = None
        server.statuses = [500, 500]
        self.run_block(self.block("experiment.flush_or_raise()"), experiment=experiment)
        self.assertEqual([one["data"]["value"] for one in server.events], [1.0])
        experiment.done()
        experiment.flush_or_raise()

    def test_the_lifecycle_by_hand_and_as_a_block(self) -> None:
        for beginning, count in (
            ("experiment.start()", 1000), ("with experiment.run():", 1), ("with experiment.run(install_hooks=False):", 1),
        ):  # fmt: skip
            experiment = Collector("ak_org_...").experiment(beginning)
            self.run_block(self.block(beginning), experiment=experiment)
            self.assertEqual((len(self.points(experiment)), self.status(experiment)), (count, "finished"))

    def test_a_local_file(self) -> None:
        names = self.run_block(self.block("from pathlib import Path"))
        file = self.root / "artifacts" / "metrics" / "run-001.jsonl"
        self.assertEqual(os.path.realpath(names["experiment"].place), os.path.realpath(file))
        lines = read_lines(file.parent, file.name)
        self.assertEqual(lines[0]["type"], "run")
        self.assertEqual([line["type"] for line in lines if line["type"] not in ("run", "status")], ["metric", "annotation"])

    def test_nothing(self) -> None:
        before = sorted(self.root.rglob("*"))
        self.run_block(self.block("from stepwell import NoopCollector"))
        self.assertEqual(sorted(self.root.rglob("*")), before)

    def test_constructor_options_have_the_documented_names_and_defaults(self) -> None:
        block = self.block("collector = Collector(\n")
        (assignment,) = ast.parse(block).body
        assert isinstance(assignment, ast.Assign) and isinstance(assignment.value, ast.Call)
        documented = {one.arg: ast.literal_eval(one.value) for one in assignment.value.keywords}
        parameters = inspect.signature(Collector).parameters
        self.assertEqual(list(parameters)[0], "api_key")
        host = documented.pop("host")
        self.assertEqual({name: parameters[name].default for name in documented}, documented)
        self.assertIsNone(parameters["host"].default)
        server = self.server()
        collector = self.run_block(block.replace(host, server.url), Collector=Collector)["collector"]
        experiment = collector.experiment("run")
        experiment.metric("x", 1.0, step=0)
        experiment.done()
        experiment.flush_or_raise()
        self.assertEqual([one["data"]["value"] for one in server.events], [1.0])

    def test_what_is_documented_in_words_has_its_names(self) -> None:
        metric = inspect.signature(stepwell.Experiment.metric).parameters
        self.assertEqual([name for name in metric][1:], ["name", "value", "step", "metadata", "timestamp"])
        self.assertIs(metric["step"].default, inspect.Parameter.empty)
        self.assertTrue(inspect.signature(stepwell.Experiment.run).parameters["install_hooks"].default)
        self.assertIn("retries", inspect.signature(stepwell.Experiment.flush_or_raise).parameters)
        shapes = {str(inspect.signature(kind.experiment)) for kind in (Collector, JsonlCollector, NoopCollector)}
        self.assertEqual(len(shapes), 1)


if __name__ == "__main__":
    unittest.main()
