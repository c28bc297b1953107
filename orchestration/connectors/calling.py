"""Calls to an HTTP API that is at times slow, busy or gone. What belongs here: retries, waits, sessions, and errors without secrets. What does not: any one API."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from orchestration.connectors import TargetError
from orchestration.failures import UsageError

ATTEMPTS = 6
LONGEST_WAIT = 300.0
BUSY = (408, 425, 429, 500, 502, 503, 504)
_ADVICE = dict.fromkeys((401, 403), "its secrets are refused, or may not do this") | dict.fromkeys((400, 404, 422), "it does not know the object, or a field, that it was asked for")
_LOCAL = ("localhost", "127.0.0.1", "::1")
Answer = TypeVar("Answer")


def sleep(seconds: float) -> None:
    """Waits; tests put something quicker in its place."""
    time.sleep(seconds)


class CallError(TargetError):
    """An answer that is no success.

    Attributes:
        status: its HTTP status, or None where there was no answer.
        body: what it says. May hold personal data: for the ledger, never for a log.
        is_repeated: was the same asked before without an answer?
    """

    def __init__(self, owner: str, status: int | None, body: str = "", *, after: float | None = None) -> None:
        said = f"answered {status}" if status else "did not answer"
        super().__init__(f"{owner} {said}: {_ADVICE.get(status or 0, 'run it again, and it goes on from there')}")
        self.status, self.body, self.after, self.is_repeated = status, body, after, False


def check_address(owner: str, url: str, *, is_near: bool = False) -> None:
    """Is it an address that secrets may go to?

    Args:
        owner: who is calling, for errors.
        url: https, but for this machine.
        is_near: may it be one of the operator's own network, without encryption?

    Raises:
        UsageError: it is not.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOCAL and not (is_near and parts.scheme == "http" and _is_private(parts.hostname or "")):
        raise UsageError(f"{owner}: its address must begin with https://")


def patiently(ask: Callable[[], Answer], attempts: int = ATTEMPTS) -> Answer:
    """What asking answers; where it says that it is slow, busy or gone, it is asked again after a while.

    Raises:
        CallError: it was asked `attempts` times in vain, or the answer is an error that asking again doesn't mend.
    """
    retrying = Retrying(stop=stop_after_attempt(attempts), wait=_wait, retry=retry_if_exception(_may_pass), sleep=lambda s: sleep(s), reraise=True)
    unanswered = False
    for attempt in retrying:
        with attempt:
            try:
                return ask()
            except CallError as problem:
                problem.is_repeated = unanswered
                unanswered = unanswered or problem.status is None or problem.status >= 500
                raise
    raise AssertionError("a retry either returns or raises")


@dataclass
class Caller:
    """One API.

    Args:
        owner: who is calling, for errors.
        url: the API's address; https, but for this machine.
        login: makes the headers that say who is calling; called again when a session has expired.
        client: what calls; one with other timeouts, or for tests.
        attempts: how often the same is asked before giving up.
        is_near: may the address be one of the operator's own network, without encryption?
    """

    owner: str
    url: str
    login: Callable[[], Mapping[str, str]]
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=httpx.Timeout(120, connect=20)))
    attempts: int = ATTEMPTS
    is_near: bool = False
    _headers: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        check_address(self.owner, self.url, is_near=self.is_near)

    def call(self, method: str, path: str, **given: Any) -> httpx.Response:
        """The answer of a call, which is a success.

        Args:
            method: of HTTP.
            path: below the API's address, or an address of the same host.
            given: as httpx takes it.

        Raises:
            CallError: it was asked `attempts` times in vain, or the answer is an error that asking again doesn't mend.
        """
        return patiently(lambda: self._once(method, path, given), self.attempts)

    def close(self) -> None:
        """Closes its connections."""
        self.client.close()

    def _once(self, method: str, path: str, given: Mapping[str, Any]) -> httpx.Response:
        answer = self._ask(method, path, given)
        if answer.status_code == 401:
            self._headers = None
            answer = self._ask(method, path, given)
        if answer.is_success:
            return answer
        raise CallError(self.owner, answer.status_code, answer.text[:2000], after=_after(answer))

    def _ask(self, method: str, path: str, given: Mapping[str, Any]) -> httpx.Response:
        if self._headers is None:
            self._headers = self.login()
        try:
            return self.client.request(method, self._address(path), headers={**self._headers, **given.get("headers", {})}, **{k: v for k, v in given.items() if k != "headers"})
        except httpx.HTTPError:
            raise CallError(self.owner, None) from None

    def _address(self, path: str) -> str:
        """An address below the API's own; credentials go nowhere else."""
        if "://" not in path:
            return self.url.rstrip("/") + "/" + path.lstrip("/")
        if urlsplit(path)[:2] != urlsplit(self.url)[:2]:
            raise TargetError(f"{self.owner}: an answer points to another host, which is not followed")
        return path


def _is_private(host: str) -> bool:
    """Is it a host of one's own network: a private address, or a name without a domain?"""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return bool(host) and ("." not in host or host.endswith((".local", ".internal")))


def _may_pass(problem: BaseException) -> bool:
    return isinstance(problem, CallError) and (problem.status is None or problem.status in BUSY)


def _wait(state: RetryCallState) -> float:
    problem = state.outcome.exception() if state.outcome else None
    told = problem.after if isinstance(problem, CallError) else None
    return min(LONGEST_WAIT, told if told is not None else wait_exponential_jitter(initial=1, max=60)(state))


def _after(answer: httpx.Response) -> float | None:
    try:
        return max(0.0, float(answer.headers.get("retry-after", "")))
    except ValueError:
        return None
