"""Stepwell's Python client: logs training runs into plain folders, or to a Stepwell server."""

from .aggregation import AggregationFn, AggregationRule
from .errors import (
    AlreadyInitializedError,
    DeliveryError,
    EventQueueFullError,
    InvalidMetricError,
    NotInitializedError,
    OptionError,
    RunExistsError,
    RunFinishedError,
    ServerError,
    StepwellError,
    UnknownOptionError,
)
from .run import Run
from .start import start_run
from .strategies import StandardMetricScale

__all__ = [
    "AggregationFn",
    "AggregationRule",
    "AlreadyInitializedError",
    "DeliveryError",
    "EventQueueFullError",
    "InvalidMetricError",
    "NotInitializedError",
    "OptionError",
    "Run",
    "RunExistsError",
    "RunFinishedError",
    "ServerError",
    "StandardMetricScale",
    "StepwellError",
    "UnknownOptionError",
    "start_run",
]
