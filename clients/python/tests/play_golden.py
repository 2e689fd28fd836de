"""Plays every case of the golden vectors into a root: ``python3 play_golden.py ROOT``. The run's folder bears the case's number."""

from __future__ import annotations

import sys

from stepwell.settings import Settings
from stepwell.start import open_run
from stepwell.strategies import ErrorStrategy, LogLevel
from test_golden import argument, vectors

for number, case in enumerate(vectors("lines.json")["cases"]):
    at = [0]
    run = open_run(
        Settings(
            project="golden", root=sys.argv[1], run_id=f"case-{number}", errors=ErrorStrategy.SILENT,
            log_level=LogLevel.OFF, clock=lambda: at[0],
        )
    )  # fmt: skip
    for call in case["calls"]:
        at[0] = int(call["at"])
        getattr(run, call["call"])(**argument(call["arguments"]))
    run.finish()
