"""Plays every case of the golden vectors into a root: ``python3 play_golden.py ROOT``. The run's folder bears the case's number,
after "case-" for the calls of a run and after "object-" for those of an experiment."""

from __future__ import annotations

import contextlib
import sys

from stepwell.errors import InvalidMetricError
from stepwell.experiment import Experiment
from stepwell.settings import Settings
from stepwell.start import open_run
from stepwell.strategies import ErrorStrategy, LogLevel
from test_golden import argument, vectors

at = [0]


def settings(run_id: str) -> Settings:
    return Settings(
        project="golden", root=sys.argv[1], run_id=run_id, errors=ErrorStrategy.SILENT, log_level=LogLevel.OFF, clock=lambda: at[0]
    )


for number, case in enumerate(vectors("lines.json")["cases"]):
    run = open_run(settings(f"case-{number}"))
    for call in case["calls"]:
        at[0] = int(call["at"])
        getattr(run, call["call"])(**argument(call["arguments"]))
    run.finish()
for number, case in enumerate(vectors("object.json")["cases"]):
    experiment = Experiment(open_run(settings(f"object-{number}")))
    for call in case["calls"]:
        at[0] = int(call["at"])
        with contextlib.suppress(InvalidMetricError):
            getattr(experiment, call["call"])(**argument(call["arguments"]))
    experiment.done()
