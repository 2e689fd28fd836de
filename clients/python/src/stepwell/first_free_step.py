"""The step behind everything that a run has."""

from __future__ import annotations

from .run import Run
from .strategies import StandardMetricScale


def first_free_step(run: Run) -> int:
    """For who counts one step for the whole run: behind the highest on the ML_STEP scale of a resumed run, else 0."""
    if not run.resumed:
        return 0
    steps = [step for (_, scale, _), step in run.sink.last_steps().items() if scale == StandardMetricScale.ML_STEP.value]
    return max(steps, default=-1) + 1
