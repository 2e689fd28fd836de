"""Questions to a server and their answers."""

from __future__ import annotations

import json
import os
from typing import Any, Mapping
from urllib.parse import urlencode

from ..errors import OptionError, QueryError, ServerError
from ..http_client import HttpClient

DEFAULT_SERVER = "http://127.0.0.1:23300"
_LONGEST_DETAIL = 4096


class Reader:
    """One server, over one kept connection; one thread at a time. ``timeout`` is seconds for each wait."""

    def __init__(self, server: str | None, token: str | None, timeout: float) -> None:
        self.server = _address(server)
        self._http = HttpClient(self.server, token or os.environ.get("STEPWELL_TOKEN") or None)
        self._timeout = timeout

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """JSON of the answer. What is None in the query is left out. Raises QueryError."""
        return json.loads(self.get_bytes(path, query))

    def get_bytes(self, path: str, query: Mapping[str, Any] | None = None) -> bytes:
        """The answer as it came. Raises QueryError."""
        given = {name: value for name, value in (query or {}).items() if value is not None}
        # Lists are repeated, so that a name may hold a comma.
        return self._ask("GET", f"{path}?{urlencode(given, doseq=True)}" if given else path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """JSON of the answer. Raises QueryError."""
        return json.loads(self._ask("POST", path, json.dumps(body).encode()))

    def close(self) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, data: bytes | None) -> bytes:
        try:
            reply = self._http.exchange(method, path, data, self._timeout)
        except ServerError as error:
            raise QueryError(str(error)) from None
        if reply.status >= 300:
            raise _refusal(self.server, reply.status, reply.body)
        return reply.body


def _address(server: str | None) -> str:
    given = server or os.environ.get("STEPWELL_SERVER") or DEFAULT_SERVER
    if not given.startswith(("http://", "https://")):
        named = "server" if server else "STEPWELL_SERVER"
        raise OptionError(f"{named}={given!r} is not accepted: it is an address such as {DEFAULT_SERVER}")
    return given.rstrip("/")


def _refusal(server: str, status: int, body: bytes) -> QueryError:
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        answer = {"detail": body[:_LONGEST_DETAIL].decode("utf-8", "replace")}
    # Dioptra's routes put the sentence into `message`; their `detail` is an object.
    said = answer.get("message") or answer.get("detail") or ""
    candidates = answer.get("candidates") or []
    shown = f" ({', '.join(candidates)})" if candidates else ""
    return QueryError(f"the server {server} answers {status}: {said}{shown}", status, answer)
