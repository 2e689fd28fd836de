"""Tables of ``stepwell.query`` as pandas.DataFrame, in a Python that has pandas."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import unittest

from built_server import metrics, write_run
from query_case import QueryCase
from support import SOURCE

#: Debian's own Python first: that is where distributions put pandas.
CANDIDATES = ("/usr/bin/python3", sys.executable)


def python_with_pandas() -> str | None:
    for python in CANDIDATES:
        if os.path.exists(python) and subprocess.run([python, "-c", "import pandas"], capture_output=True).returncode == 0:
            return python
    return None


CODE = """
import json, sys, warnings
import pandas
import stepwell.query as sq
asked = []
def tell(frame):
    assert isinstance(frame, pandas.DataFrame), frame
    asked.append([list(frame.columns), len(frame)])
    return frame
raw = tell(sq.get_raw_metrics("p", "a", "train/loss"))
assert list(raw["value"]) == [1.5, 0.0, 2.5], raw
assert list(raw["nonFiniteFlags"]) == [0, 1, 0], raw
assert list(raw["step"]) == [0, 1, 2] and raw["step"].dtype.kind == "i", raw
tell(sq.get_raw_metrics("p", "a", "none"))
frame = tell(sq.get_metrics("p", "a"))
assert frame["value"].isna().sum() == 1 and frame["value"].max() == 2.5, frame
tell(sq.get_metrics("p", "a", ["none"]))
stats = tell(sq.get_statistics("p", "a"))
assert stats.set_index("metric").loc["train/loss", "mean"] == 2.0, stats
tell(sq.get_statistics("p", "a", ["none"]))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    tell(sq.get_raw_metrics("p", "a", "train/loss", limit=2))
assert [str(one.category.__name__) for one in caught] == ["UserWarning"], caught
print(json.dumps(asked))
"""


class Frames(QueryCase):
    def test_tables_are_frames_and_empty_ones_keep_their_columns(self) -> None:
        python = python_with_pandas()
        if python is None:
            self.assertNotIn("CI", os.environ, "no Python with pandas")
            self.skipTest("no Python with pandas")
        values = [1.5, math.nan, 2.5]
        write_run(self.root, "p/a", [metrics(step, **{"train/loss": value}) for step, value in enumerate(values)])
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "STEPWELL_SERVER": self.serve().url}
        done = subprocess.run([python, "-c", CODE], capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        raw = ["logGroup", "step", "time", "value", "nonFiniteFlags"]
        points = ["metric", "step", "value", "time", "scale", "labels"]
        full, none, frame, no_points, stats, no_stats, cut = json.loads(done.stdout)
        self.assertEqual([full[0][:5], full[1]], [raw, 3])
        self.assertEqual(none, [raw, 0])
        self.assertEqual([frame, no_points], [[points, 3], [points, 0]])
        self.assertEqual([stats[0], stats[1]], [no_stats[0], 1])
        self.assertEqual([no_stats[0][0], no_stats[1]], ["metric", 0])
        self.assertEqual(cut[1], 2)


if __name__ == "__main__":
    unittest.main()
