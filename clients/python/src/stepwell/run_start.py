"""The first request to a server: the run, new or resumed (``RunStart`` of shared/ingest.ts)."""

from __future__ import annotations

import time
from typing import Any, Mapping

from .errors import RunExistsError, ServerError
from .http_client import HttpClient, refusal
from .run_folder import new_run_id
from .settings import Delivery, Settings
from .strategies import ResumeStrategy

RUNS = "/api/ingest/runs"
_ATTEMPTS = 3


class RunStart:
    """What the server is told of the run. ``facts`` are fields of meta.json, ``diff`` the uncommitted changes as a patch."""

    def __init__(self, settings: Settings, delivery: Delivery, facts: Mapping[str, Any], diff: bytes) -> None:
        self._settings = settings
        self._delivery = delivery
        self._facts = dict(facts)
        self._diff = diff.decode("utf-8", "replace")
        self._key = settings.run_name or new_run_id(settings.clock())

    def ask_patiently(self, client: HttpClient, session: str) -> dict[str, Any]:
        """The first thing a script does: a wrong address or key is an error at once, a lost reply is asked for again."""
        for attempt in range(1, _ATTEMPTS):
            try:
                return self._ask_once(client, session)
            except ServerError as error:
                if error.status is not None and error.status < 500:
                    raise
                time.sleep(0.2 * attempt)
        return self._ask_once(client, session)

    def ask(self, client: HttpClient, session: str, resume: ResumeStrategy) -> dict[str, Any]:
        """The server's answer (``RunStarted``). Raises RunExistsError, ServerError."""
        said = self._settings
        placed = said.folder_path is not None or said.folder_id is not None
        start = {
            "key": self._key,
            "workspace": said.workspace,
            "project": None if placed else said.project,
            "experiment": said.experiment,
            "folder_id": said.folder_id,
            "folder_path": said.folder_path,
            "resume": resume.value,
            "session": session,
            "meta": self._facts,
            **({"git_diff": self._diff} if self._diff else {}),
        }
        status, answer, _ = client.request("POST", RUNS, start, self._delivery.timeout)
        if status == 409:
            client.close()
            raise RunExistsError(
                f'run_name={said.run_name!r} exists on {self._delivery.server} and resume_strategy="{resume}": '
                f'choose another name, or resume_strategy="Allow" to continue it ({answer.get("detail", "")})'
            )
        if status not in (200, 201):
            raise refusal(self._delivery.server, status, answer)
        return answer

    def _ask_once(self, client: HttpClient, session: str) -> dict[str, Any]:
        """The connection is let go: until there is something to send may take long."""
        try:
            return self.ask(client, session, self._settings.resume)
        finally:
            client.close()
