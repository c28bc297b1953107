"""A language model's endpoint on this machine that answers as it is told. What belongs here: the server. What does not: assertions."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Turns = list[dict[str, Any]]


def sensible(turns: Turns) -> Any:
    """Claims what runs a business, and who wants texts."""
    found = []
    for turn in turns:
        for words, claim in (
            ("I run a small bakery", {"kind": "fact", "attribute": None, "value": None, "statement": "The customer runs a small bakery."}),
            ("Please text me", {"kind": "preference", "attribute": "contact.preferred_channel", "value": "sms", "statement": None}),
        ):
            if words in turn["text"]:
                found.append({"turn": turn["turn"], "quote": words, "operation": "assert", **claim})
    return {"claims": found}


class Model:
    """What the endpoint does.

    Attributes:
        says: turns to an answer: an object, or a text as it is.
        refuses_schema: answers 400 to a response_format of json_schema.
        trouble: what to answer, before anything else, with how many requests: statuses, or seconds to wait.
        asked: bodies of the requests that were answered.
    """

    def __init__(self, says: Callable[[Turns], Any] = sensible) -> None:
        self.says, self.refuses_schema, self.trouble = says, False, list[int | float]()
        self.asked, self.headers, self.requests, self.url = list[dict[str, Any]](), list[Any](), 0, ""

    def texts(self) -> list[str]:
        """What was shown, a text a request."""
        return [body["messages"][1]["content"] for body in self.asked]


@contextmanager
def served(model: Model) -> Iterator[Model]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests += 1
            trouble = model.trouble.pop(0) if model.trouble else 200
            if isinstance(trouble, float):
                time.sleep(trouble)
            elif trouble != 200:
                return self._send(trouble, {"error": "trouble"})
            if model.refuses_schema and body["response_format"]["type"] == "json_schema":
                return self._send(400, {"error": "response_format is not supported"})
            model.asked.append(body)
            model.headers.append(dict(self.headers))
            said = model.says([json.loads(line) for line in body["messages"][1]["content"].splitlines()])
            content = said if isinstance(said, str) else json.dumps(said)
            return self._send(200, {"choices": [{"message": {"role": "assistant", "content": content}}]})

        def _send(self, status: int, said: Any) -> None:
            data = json.dumps(said).encode()
            self.send_response(status)
            if status in (429, 503):
                self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with suppress(OSError):  # the asker may no longer wait
                self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
