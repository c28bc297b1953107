"""A local HTTP server that misbehaves on demand. What belongs here: throttling, expired sessions, lost answers. What does not: any API."""

import json
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Api(ABC):
    """Answers requests. `trouble` holds (method and path as a pattern, what goes wrong once): a status, `unheard` or `lost`."""

    def __init__(self) -> None:
        self.trouble: list[tuple[str, int | str]] = []
        self.seen: list[str] = []
        self.headers: dict[str, str] = {}  # of the next answer
        self.url = ""

    @abstractmethod
    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, Any]:
        """Status and body of one request."""

    def due(self, request: str) -> int | str | None:
        for place, (pattern, trouble) in enumerate(self.trouble):
            if re.search(pattern, request):
                del self.trouble[place]
                return trouble
        return None


@contextmanager
def served(api: Api) -> Iterator[Api]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = f"{self.command} {parts.path}"
            api.seen.append(request)
            trouble = api.due(request)
            if trouble == "unheard":
                self.close_connection = True
                return
            if isinstance(trouble, int):
                status, said = trouble, {"error": "trouble"}
            else:
                status, said = api.answer(self.command, parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()}, self.headers, body)
            if trouble == "lost":
                self.close_connection = True
                return
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            for name, value in api.headers.items():
                self.send_header(name, value)
            api.headers = {}
            if status == 302:
                self.send_header("Location", "/elsewhere")
            if status in (429, 503):
                self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _do  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    api.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
