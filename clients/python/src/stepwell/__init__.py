"""Stepwell's Python client: logs training runs into plain folders, or to a Stepwell server."""

from .aggregation import AggregationFn, AggregationRule
from .api import (
    annotate,
    close,
    current_run,
    flush,
    init,
    log,
    log_image,
    log_rl_environment_step,
    log_rl_episode,
    log_rl_step,
    set_primary_metric,
    set_stage,
    summary,
)
from .collector import Collector, JsonlCollector, NoopCollector
from .errors import (
    AlreadyInitializedError,
    AmbiguousFolderError,
    DeliveryError,
    EventQueueFullError,
    FolderNotFoundError,
    InvalidMetricError,
    NotInitializedError,
    OptionError,
    RunExistsError,
    RunFinishedError,
    ServerError,
    StepwellError,
    UnknownOptionError,
)
from .errors import EventQueueFullError as MetranaEventQueueFullError
from .experiment import Experiment
from .flush_result import FlushResult
from .folders import Folder
from .run import Run
from .start import start_run
from .strategies import StandardMetricScale

__all__ = [
    "AggregationFn",
    "AggregationRule",
    "AlreadyInitializedError",
    "AmbiguousFolderError",
    "Collector",
    "DeliveryError",
    "EventQueueFullError",
    "Experiment",
    "FlushResult",
    "Folder",
    "FolderNotFoundError",
    "InvalidMetricError",
    "JsonlCollector",
    "MetranaEventQueueFullError",
    "NoopCollector",
    "NotInitializedError",
    "OptionError",
    "Run",
    "RunExistsError",
    "RunFinishedError",
    "ServerError",
    "StandardMetricScale",
    "StepwellError",
    "UnknownOptionError",
    "annotate",
    "close",
    "current_run",
    "flush",
    "init",
    "log",
    "log_image",
    "log_rl_environment_step",
    "log_rl_episode",
    "log_rl_step",
    "set_primary_metric",
    "set_stage",
    "start_run",
    "summary",
]
