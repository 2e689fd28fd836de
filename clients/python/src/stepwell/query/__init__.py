"""Asks a Stepwell server about runs. Names, parameters and results as Pluto's query module and Dioptra's client document them.

::

    import stepwell.query as sq

    frame = sq.get_raw_metrics("my-project", run_id=42, metric_name="train/loss", step_min=1000, step_max=2000)
    with sq.Client("http://host:23300", token="…") as client:
        client.jobs.get_metrics_by_id(1)

The server is the one given, else STEPWELL_SERVER, else http://127.0.0.1:23300; the token the one given, else STEPWELL_TOKEN.
"""

from ..errors import QueryError
from .client import Client
from .functions import get_metric_names, get_metrics, get_raw_metrics, get_statistics
from .jobs import ExperimentsCollectionClient, JobsCollectionClient

__all__ = [
    "Client",
    "ExperimentsCollectionClient",
    "JobsCollectionClient",
    "QueryError",
    "get_metric_names",
    "get_metrics",
    "get_raw_metrics",
    "get_statistics",
]
