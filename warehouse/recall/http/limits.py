"""How much one caller may ask for. What belongs here: rates. What does not: the size of a body (wrapping.py) and of a field (the models)."""

from __future__ import annotations

import threading
import time

_MOST_CALLERS = 10_000


class Rate:
    """A token bucket for each caller.

    Args:
        per_second: requests a second in the long run; 0 is no limit.
        burst: requests at once; two seconds' worth by default.
    """

    def __init__(self, per_second: float, burst: float | None = None) -> None:
        self.per_second = per_second
        self._burst = burst if burst is not None else max(per_second * 2, 1.0)
        self._held: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, caller: str) -> float:
        """Takes one request. Returns 0 where there was one left, or else the seconds until there is."""
        if self.per_second <= 0:
            return 0.0
        now = time.monotonic()
        with self._lock:
            left, seen = self._held.get(caller, (self._burst, now))
            left = min(self._burst, left + (now - seen) * self.per_second)
            if len(self._held) > _MOST_CALLERS:
                self._held.clear()
            if left >= 1:
                self._held[caller] = left - 1, now
                return 0.0
            self._held[caller] = left, now
            return (1 - left) / self.per_second
