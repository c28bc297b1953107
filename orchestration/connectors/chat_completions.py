"""Language models behind an OpenAI-compatible endpoint, as OpenAI, Ollama and vLLM have it. What belongs here: one question and its answer. What does not: what is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx

from orchestration.config.models import Llm
from orchestration.connectors import TargetError
from orchestration.connectors.calling import BUSY, Caller, CallError

OWNER = "[extractor.llm]"
ATTEMPTS = 4
MOST_BYTES = 4_000_000
"""Of an answer, no more is read."""
_REFUSED_FORM = (400, 415, 422)


class ModelError(TargetError):
    """The model gave no answer.

    Attributes:
        is_final: asking anything else is in vain too, until the configuration is another.
        is_down: the endpoint did not answer, or was too busy to, however often it was asked.
    """

    def __init__(self, what: str, *, is_final: bool = False, is_down: bool = False) -> None:
        super().__init__(f"{OWNER} {what}")
        self.is_final, self.is_down = is_final, is_down


class ChatModel:
    """One model at one endpoint; may be asked from several threads.

    Args:
        settings: address and model.
        key: what the endpoint knows us by, where it asks for it.
        schema: the JSON schema that answers are to have.

    Raises:
        UsageError: the address would send what customers said over an open line.
    """

    def __init__(self, settings: Llm, key: str | None, schema: dict[str, Any]) -> None:
        client = _Bounded(settings.timeout.total_seconds())
        self._caller = Caller(OWNER, settings.endpoint, lambda: {"Authorization": f"Bearer {key}"} if key else {}, client, ATTEMPTS, is_near=True)
        self._model = settings.model
        self._forms: list[dict[str, Any]] = [
            {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": schema}}, {"type": "json_object"},
        ]  # fmt: skip

    def answer(self, instructions: str, text: str, seed: int) -> str:
        """What the model says to a text; the same seed gives the same answer where the server can.

        Raises:
            ModelError: it did not answer, or the answer holds nothing.
        """
        asked = {
            "model": self._model, "temperature": 0, "seed": seed,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": text}],
        }  # fmt: skip
        for form in list(self._forms):
            try:
                said = self._caller.call("POST", "chat/completions", json=asked | {"response_format": form})
            except CallError as problem:
                if problem.status in _REFUSED_FORM and form is not self._forms[-1]:
                    continue
                raise ModelError(_told(problem), is_final=problem.status in (401, 403, 404), is_down=problem.status is None or problem.status in BUSY) from None
            if form is not self._forms[0]:
                self._forms = [form]  # the server takes no schema: it is not offered one again
            return _content(said)
        raise AssertionError("the last form either answers or raises")

    def close(self) -> None:
        """Closes its connections."""
        self._caller.close()


def _told(problem: CallError) -> str:
    if problem.status in (401, 403):
        return f"the endpoint answered {problem.status}: look at api_key, the name of the environment variable that holds the key"
    if problem.status == 404:
        return "the endpoint answered 404: look at endpoint, which ends before /chat/completions, and at model"
    return f"the endpoint answered {problem.status}" if problem.status else "the endpoint did not answer"


def _content(said: httpx.Response) -> str:
    try:
        content = said.json()["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ModelError("the endpoint's answer is no chat completion") from None
    if not isinstance(content, str):
        raise ModelError("the endpoint's answer holds no text")
    return content


class _Bounded(httpx.Client):
    """Reads an answer for so long and no longer, and so much and no more; httpx by itself waits for ever on one that comes a byte at a time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(timeout=httpx.Timeout(seconds, connect=min(seconds, 20)))
        self._seconds = seconds

    def request(self, *given: Any, **named: Any) -> httpx.Response:
        """The response with its body, which is cut where it is too long."""
        until = time.monotonic() + self._seconds
        with self.stream(*given, **named) as answer:
            body = b"".join(self._read(answer, until))
        plain = [(name, value) for name, value in answer.headers.raw if name.lower() not in (b"content-encoding", b"content-length", b"transfer-encoding")]
        return httpx.Response(answer.status_code, headers=plain, content=body, request=answer.request)

    def _read(self, answer: httpx.Response, until: float) -> Iterator[bytes]:
        size = 0
        for piece in answer.iter_bytes():
            size += len(piece)
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the answer took too long", request=answer.request)
            if size > MOST_BYTES:
                return
            yield piece
