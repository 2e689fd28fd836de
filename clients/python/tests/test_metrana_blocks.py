"""Every code block of the Metrana client's documentation runs with the import changed; signature blocks are compared by introspection."""

from __future__ import annotations

import ast
import inspect
import re
import unittest
from pathlib import Path
from typing import Any

import stepwell
from support import StepwellCase, points, read_json, read_lines

BLOCKS = Path(__file__).with_name("metrana_blocks.md")
#: The document itself, where the project is developed.
DOCUMENT = Path(__file__).resolve().parents[4] / "shared" / "seeds" / "metrana-client.md"
FENCED = re.compile(r"```python\n(.*?)```", re.DOTALL)


def blocks(text: str) -> list[str]:
    return [block.replace("metrana", "stepwell") for block in FENCED.findall(text)]


def is_signature(block: str) -> bool:
    return re.match(r"stepwell\.\w+\(\n    \w+: ", block) is not None


class Signature:
    """Names, annotations and defaults of a block such as ``stepwell.log(name: str, step: int | None = None)``."""

    def __init__(self, block: str) -> None:
        found = re.match(r"stepwell\.(\w+)(\(.*\))\s*$", block, re.DOTALL)
        assert found is not None
        self.name = found[1]
        (function,) = ast.parse(f"def f{found[2]}: pass").body
        assert isinstance(function, ast.FunctionDef)
        self.names = [argument.arg for argument in function.args.args]
        first = len(self.names) - len(function.args.defaults)
        self.defaults: dict[str, Any] = {
            self.names[first + n]: ast.literal_eval(default) for n, default in enumerate(function.args.defaults)
        }


class MetranaBlocks(StepwellCase):
    def run_block(self, block: str, **names: Any) -> None:
        self.root.mkdir(exist_ok=True)
        exec(compile(block, "block", "exec"), {"stepwell": stepwell, **names})

    def init(self) -> stepwell.Run:
        return stepwell.init(root=self.root, capture_console=False, system_metrics=False, log_level="Off")

    def setUp(self) -> None:
        super().setUp()
        import os
        from unittest import mock

        environment = {"STEPWELL_ROOT": str(self.root), "STEPWELL_LOG_LEVEL": "Off"}
        patched = mock.patch.dict(os.environ, environment)
        patched.start()
        self.addCleanup(patched.stop)
        self.blocks = blocks(BLOCKS.read_text(encoding="utf-8"))

    def block(self, beginning: str) -> str:
        (found,) = (one for one in self.blocks if one.startswith(beginning))
        return found

    def test_the_blocks_are_the_documents_own(self) -> None:
        self.assertEqual(len(self.blocks), 10)
        if DOCUMENT.exists():
            self.assertEqual(self.blocks, blocks(DOCUMENT.read_text(encoding="utf-8")))

    def test_quick_start(self) -> None:
        block = self.block("import stepwell\n\nstepwell.init(")
        self.run_block(block, train_step=lambda: (0.5, 0.9))
        (meta,) = self.root.rglob("meta.json")
        self.assertEqual(meta.parent.parent, self.root / "my-workspace" / "my-project")
        lines = read_lines(meta.parent)
        self.assertEqual(points(lines, "loss"), [(step, 0.5) for step in range(1000)])
        self.assertEqual(points(lines, "accuracy"), [(step, 0.9) for step in range(1000)])
        self.assertEqual(read_json(meta.parent / "status.json")["status"], "finished")

    def test_log_and_close(self) -> None:
        run = self.init()
        self.run_block(self.block("# Single metric"))
        self.run_block(self.block("stepwell.close()"))
        self.assertEqual(points(read_lines(run.place), "loss"), [(0, 0.5), (1, 0.5)])
        self.assertIsNone(stepwell.current_run())

    def test_scale(self) -> None:
        run = self.init()
        self.run_block(self.block("from stepwell import StandardMetricScale"), reward=3.5)
        self.assertEqual(read_lines(run.place)[0]["data"], {"name": "reward", "value": 3.5, "step": 0, "scale": "EPISODE"})

    def test_aggregation_rules(self) -> None:
        self.run_block(self.block("from stepwell import AggregationRule, AggregationFn"))
        run = stepwell.current_run()
        assert run is not None
        rules = read_json(Path(run.place) / "meta.json")["aggregation_rules"]
        self.assertEqual([rule["fns"] for rule in rules], [["mean", "max"], ["min", "sum"]])
        self.assertEqual([rule["output_name_suffix"] for rule in rules], ["/across_envs", None])
        self.assertEqual([rule["output_metric_name"] for rule in rules], [None, "reward/final"])
        self.assertEqual([rule["aggregate_over_labels"] for rule in rules], [["environment_id"], []])

    def test_signatures_have_the_documented_names_order_and_defaults(self) -> None:
        documented = [Signature(block) for block in self.blocks if is_signature(block)]
        self.assertEqual(
            [one.name for one in documented], ["init", "log", "log_rl_step", "log_rl_episode", "log_rl_environment_step"]
        )
        for one in documented:
            parameters = inspect.signature(getattr(stepwell, one.name)).parameters
            positional = [name for name, p in parameters.items() if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
            self.assertEqual(positional, one.names, one.name)
            for name in one.names:
                # What is documented as required may have a default here (init needs nothing).
                if name in one.defaults:
                    self.assertEqual(parameters[name].default, one.defaults[name], f"{one.name}({name})")
                elif one.name != "init" and one.name != "log":
                    self.assertIs(parameters[name].default, inspect.Parameter.empty, f"{one.name}({name})")

    def test_every_aggregation_function_scale_and_error_of_the_document_exists(self) -> None:
        self.assertEqual(
            {one.name for one in stepwell.AggregationFn},
            {f"AGGREGATION_FN_{name}" for name in ("MEAN", "MAX", "SUM", "MIN", "STD_DEV", "COUNT")},
        )
        self.assertLessEqual({"ML_STEP", "EPISODE", "ENVIRONMENT_STEP"}, {one.name for one in stepwell.StandardMetricScale})
        self.assertTrue(issubclass(stepwell.MetranaEventQueueFullError, Exception))


if __name__ == "__main__":
    unittest.main()
