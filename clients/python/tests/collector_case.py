"""What tests of the object API stand on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ingest_server import IngestServer
from stepwell import Collector, Experiment
from support import StepwellCase, read_json

#: Sends at once, and gives up on a silent server soon.
QUICK = {"timeout": 2.0, "ingest_timeout": 2.0, "flush_delay_seconds": 0.0}
#: Sends only when it is told to.
HELD = {**QUICK, "flush_delay_seconds": 3600.0}


class ServerCase(StepwellCase):
    def setUp(self) -> None:
        super().setUp()
        os.environ["STEPWELL_LOG_LEVEL"] = "Off"

    def experiment(self, server: IngestServer, name: str = "run", **options: Any) -> Experiment:
        experiment = Collector("key", host=server.url, **{**QUICK, **options}).experiment(name)
        self.addCleanup(self.leave, experiment, server)
        return experiment

    def leave(self, experiment: Experiment, server: IngestServer) -> None:
        """Nothing of a test is sent as the process ends."""
        server.status = None
        server.open_door.set()
        experiment._release()
        experiment._run.sink._dispatcher.stop(0.0)  # type: ignore[attr-defined]

    def values(self, server: IngestServer) -> list[Any]:
        with server.lock:
            return [one["data"]["value"] for one in server.events if one["type"] == "metric"]

    def posts(self, server: IngestServer) -> int:
        return sum(path.endswith("/events") for _, path, _ in server.requests)


class CollectorCase(StepwellCase):
    def setUp(self) -> None:
        super().setUp()
        os.environ["STEPWELL_LOG_LEVEL"] = "Warn"

    def experiment(self, name: str = "run", **options: Any) -> Experiment:
        return Collector(root=self.root).experiment(name, **options)

    def status(self, experiment: Experiment) -> dict[str, Any]:
        return read_json(Path(experiment.place) / "status.json")
