"""What Pluto's and Dioptra's documents show of their clients holds here: the block runs, the signatures are the same."""

from __future__ import annotations

import ast
import inspect
import os
import re
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from built_server import metrics, write_run
from query_case import QueryCase
from stepwell import query

BLOCKS = Path(__file__).with_name("query_blocks.md").read_text(encoding="utf-8")
#: The documents themselves, where the project is developed.
SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
SIGNATURE = re.compile(r"^- (\w+)\.(\w+)(\(.*?\)) dioptra\.client\.\w+\.T\[source\]#$", re.MULTILINE)
T = 1_700_000_000


def pluto_block() -> str:
    found = re.search(r"```python\n(.*?)```", BLOCKS, re.DOTALL)
    assert found is not None
    return found[1]


class PlutoBlock(QueryCase):
    def run_block(self) -> Any:
        names: dict[str, Any] = {}
        exec(compile(pluto_block().replace("pluto.query", "stepwell.query"), "block", "exec"), names)
        return names["df"]

    def test_every_write_between_the_steps_comes(self) -> None:
        for number in range(1, 43):
            steps = range(0, 3000, 100) if number == 42 else [0]
            lines = [metrics(step, T + step, **{"train/loss": step}) for step in steps]
            lines.append(metrics(1500, T + 9999, **{"train/loss": 0.5}))
            write_run(self.root, f"my-project/run{number:02}", lines, created_at=T + number)
        url = self.serve().url
        with mock.patch.dict(os.environ, {"STEPWELL_SERVER": url}):
            rows = self.run_block()
        self.assertEqual([row["step"] for row in rows], sorted([*range(1000, 2001, 100), 1500]))
        self.assertEqual([row["value"] for row in rows if row["step"] == 1500], [1500, 0.5])
        (documented,) = re.findall(r"# columns: (.*)", pluto_block())
        self.assertEqual(list(rows[0])[:5], documented.split(", "))

    def test_its_parameters_may_be_given_by_position(self) -> None:
        parameters = list(inspect.signature(query.get_raw_metrics).parameters)
        self.assertEqual(parameters[:5], ["project", "run_id", "metric_name", "step_min", "step_max"])
        own = list(inspect.signature(query.Client.get_raw_metrics).parameters)[1:]
        self.assertEqual(own, [name for name in parameters if name not in ("server", "token")])

    def test_the_other_functions_take_what_the_method_takes(self) -> None:
        for name in ("get_metrics", "get_statistics", "get_metric_names"):
            outer = inspect.signature(getattr(query, name)).parameters
            inner = inspect.signature(getattr(query.Client, name)).parameters
            shared = [one for one in outer.values() if one.name not in ("server", "token")]
            self.assertEqual([str(one) for one in shared], [str(one) for one in inner.values()][1:], name)


class DioptraSignatures(unittest.TestCase):
    def test_methods_have_the_documented_names_order_and_defaults(self) -> None:
        found = SIGNATURE.findall(BLOCKS)
        self.assertEqual(len(found), 4)
        for kind, name, text in found:
            (function,) = ast.parse(f"def f{text}: pass").body
            assert isinstance(function, ast.FunctionDef)
            wanted = [one.arg for one in function.args.args]
            defaults = [ast.literal_eval(one) for one in function.args.defaults]
            parameters = list(inspect.signature(getattr(getattr(query, kind), name)).parameters.values())[1:]
            self.assertEqual([one.name for one in parameters], wanted, name)
            empty = [inspect.Parameter.empty] * (len(wanted) - len(defaults))
            self.assertEqual([one.default for one in parameters], [*empty, *defaults], name)
            annotations = [ast.unparse(one.annotation) for one in function.args.args if one.annotation]
            self.assertEqual([one.annotation for one in parameters], annotations, name)

    def test_block_and_signatures_are_the_documents_own(self) -> None:
        pluto, dioptra = SEEDS / "pluto-get-raw-metrics.md", SEEDS / "dioptra-metrics.md"
        if pluto.exists():
            self.assertIn(pluto_block(), pluto.read_text(encoding="utf-8"))
        if dioptra.exists():
            shown = [line for line in dioptra.read_text(encoding="utf-8").splitlines() if line.endswith("[source]#")]
            ours = [line for line in BLOCKS.splitlines() if line.endswith("[source]#")]
            self.assertEqual(ours, shown)


if __name__ == "__main__":
    unittest.main()
