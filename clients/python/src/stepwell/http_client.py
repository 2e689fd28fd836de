"""Requests to a Stepwell server, over one kept connection. No proxies and no redirects: events go to the address given or nowhere."""

from __future__ import annotations

import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .errors import ServerError

_LONGEST_DETAIL = 4096
#: ValueError: a key or address that cannot stand in a request.
_NO_ANSWER = (OSError, ValueError, http.client.HTTPException)


@dataclass(frozen=True)
class Reply:
    """An answer as it came. ``wait`` is seconds of Retry-After."""

    status: int
    body: bytes
    wait: float | None


class HttpClient:
    """One thread at a time. ``server`` is http(s)://host[:port][/prefix]."""

    def __init__(self, server: str, api_key: str | None) -> None:
        self.server = server
        self._address = urlsplit(server)
        self._prefix = self._address.path.rstrip("/")
        self._headers = {"User-Agent": "stepwell-python", "Accept": "application/json"}
        if api_key:
            self._headers["Authorization"] = f"Bearer {api_key}"
        self._connection: http.client.HTTPConnection | None = None

    def request(
        self, method: str, path: str, body: Any, timeout: float, content_type: str = "application/json"
    ) -> tuple[int, dict[str, Any], float | None]:
        """(status, JSON of the answer, a list as ``items``; seconds of Retry-After). ``body`` is bytes, or anything JSON.
        ``timeout`` in seconds, for each wait.

        Raises ServerError without status when no answer came. Every request of this client may be repeated: ids make it one.
        """
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        reply = self.exchange(method, path, data, timeout, content_type)
        return reply.status, _object(reply.body), reply.wait

    def exchange(
        self, method: str, path: str, data: bytes | None, timeout: float, content_type: str = "application/json"
    ) -> Reply:
        """Sends bytes (None for none) and gives the answer, whatever its status. As ``request`` in all else."""
        kept = self._connection is not None
        try:
            return self._ask(method, path, data, timeout, content_type)
        except _NO_ANSWER as error:
            self.close()
            # A kept connection may have been closed by the server meanwhile: that says nothing about the server.
            if not kept or isinstance(error, socket.timeout):
                raise self._failed(error) from None
        try:
            return self._ask(method, path, data, timeout, content_type)
        except _NO_ANSWER as error:
            self.close()
            raise self._failed(error) from None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _ask(self, method: str, path: str, data: bytes | None, timeout: float, content_type: str) -> Reply:
        connection = self._connect(timeout)
        headers = self._headers if data is None else {**self._headers, "Content-Type": content_type}
        connection.request(method, self._prefix + path, data, headers)
        answer = connection.getresponse()
        text = answer.read()
        wait = answer.getheader("Retry-After") or ""
        return Reply(answer.status, text, float(wait) if wait.isdecimal() else None)

    def _connect(self, timeout: float) -> http.client.HTTPConnection:
        if self._connection is None:
            kind = http.client.HTTPSConnection if self._address.scheme == "https" else http.client.HTTPConnection
            try:
                self._connection = kind(self._address.hostname or "", self._address.port, timeout=timeout)
            except ValueError as error:
                raise OSError(str(error)) from None
        self._connection.timeout = timeout
        if self._connection.sock is not None:
            self._connection.sock.settimeout(timeout)
        return self._connection

    def _failed(self, error: Exception) -> ServerError:
        reason = "no answer in time" if isinstance(error, socket.timeout) else str(error) or type(error).__name__
        return ServerError(f"no Stepwell server answers at {self.server}: {reason}")


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {"detail": text[:_LONGEST_DETAIL].decode("utf-8", "replace")}
    if isinstance(value, list):
        return {"items": value}
    return value if isinstance(value, dict) else {"detail": str(value)[:_LONGEST_DETAIL]}


def refusal(server: str, status: int, answer: dict[str, Any]) -> ServerError:
    """The error for an answer that is no success."""
    detail = answer.get("detail")
    said = f": {detail}" if isinstance(detail, str) and detail else ""
    return ServerError(f"the server {server} answers {status}{said}", status)
