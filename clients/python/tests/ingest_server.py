"""A server that speaks shared/ingest.ts, in memory, with faults to order. For tests only."""

from __future__ import annotations

import json
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class IngestServer:
    """Keeps what it accepted in ``events`` (in order). Stopping and starting again keeps port and state, as a server on disk does."""

    def __init__(self, seed: int = 0) -> None:
        self.lock = threading.Lock()
        self.random = random.Random(seed)
        self.events: list[dict[str, Any]] = []
        self.ids: set[str] = set()
        self.runs: dict[str, dict[str, Any]] = {}
        self.patches: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, int]] = []
        self.headers: list[dict[str, str]] = []
        #: Faults: the share of replies that are lost after the work is done, statuses to answer instead, doors to hang at.
        self.lost = 0.0
        self.statuses: list[int] = []
        self.status: int | None = None
        self.open_door = threading.Event()
        self.open_door.set()
        self.image_door = threading.Event()
        self.image_door.set()
        self.reject_names: set[str] = set()
        self.most_items = 10_000
        self.key: str | None = None
        self.last_steps: list[dict[str, Any]] = []
        #: What the server answers when it is asked for a folder.
        self.folders: list[dict[str, Any]] = []
        self.port = 0
        self._http: ThreadingHTTPServer | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_: Any) -> None:
                return

            def do_POST(self) -> None:
                server.take(self)

            def do_GET(self) -> None:
                server.take(self)

            def do_PATCH(self) -> None:
                server.take(self)

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_: Any) -> None:
                return

        self._http = Server(("127.0.0.1", self.port), Handler)
        self.port = self._http.server_port
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """As a killed server: the port refuses, open connections get no answer any more."""
        if self._http is not None:
            http, self._http = self._http, None
            http.shutdown()
            http.server_close()

    def close(self) -> None:
        self.open_door.set()
        self.image_door.set()
        self.stop()

    def take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.open_door.wait()
        if b'"type": "image"' in body:
            self.image_door.wait()
        with self.lock:
            http = self._http
            self.headers.append(dict(request.headers))
            status, answer = self.answer(request, body)
            lost = status < 300 and self.random.random() < self.lost
            self.requests.append((request.command, request.path, status))
        if lost or http is None:
            request.close_connection = True
            return
        text = json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        request.wfile.write(text)

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, Any]:
        if self.key is not None and request.headers.get("Authorization") != f"Bearer {self.key}":
            return 401, {"detail": "this server needs a key"}
        wrong = self.statuses.pop(0) if self.statuses else self.status
        if wrong is not None:
            return wrong, {"detail": "ordered by the test"}
        if "/api/ingest/folders" in request.path:
            return 200, self.folders
        if request.path.endswith("/api/ingest/runs"):
            return self.begin(json.loads(body))
        if request.command == "PATCH":
            self.patches.append(json.loads(body))
            return 200, {}
        return self.append(body)

    def begin(self, start: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        run = self.runs.get(start["key"])
        again = run is not None and start["session"] in run["sessions"]
        if run is not None and not again and start["resume"] == "Never":
            return 409, {"detail": f"a run {start['key']} exists"}
        resumed = run is not None and not again
        if run is None:
            run = self.runs[start["key"]] = {"id": f"id-{len(self.runs)}", "sessions": [], "start": start}
        run["sessions"].append(start["session"])
        answer = {
            "id": run["id"], "path": "x", "number": 1, "display_id": "X-1", "resumed": resumed,
            "last_steps": self.last_steps if resumed else [], "url": f"r/{run['id']}",
        }  # fmt: skip
        return 200 if resumed or again else 201, answer

    def append(self, body: bytes) -> tuple[int, dict[str, Any]]:
        items = [json.loads(line) for line in body.decode().splitlines()]
        if len(items) > self.most_items:
            return 413, {"detail": "too many"}
        accepted = duplicates = 0
        rejected = []
        for index, item in enumerate(items):
            if item["event_id"] in self.ids:
                duplicates += 1
            elif item["data"].get("name") in self.reject_names:
                rejected.append({"index": index, "field": "data.name", "detail": "not this name"})
            else:
                self.ids.add(item["event_id"])
                self.events.append(item)
                accepted += 1
        return 200, {"accepted": accepted, "duplicates": duplicates, "rejected": rejected}

    def values(self, name: str = "x") -> list[Any]:
        """Values of a metric in the order they were accepted."""
        with self.lock:
            return [one["data"][name] for one in self.events if name in one["data"]]
