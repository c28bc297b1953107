"""What the service counts, in the text form that Prometheus reads. What belongs here: numbers over all stores. What does not: a store's name, an id, a person."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from pathlib import Path

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})


class Metrics:
    """Counters and one histogram, kept in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: dict[tuple[str, str, int], int] = defaultdict(int)
        self._buckets: dict[str, list[int]] = defaultdict(lambda: [0] * (len(_BOUNDS) + 1))
        self._seconds: dict[str, float] = defaultdict(float)
        self._counts: dict[str, float] = defaultdict(float)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request that was answered."""
        method = method if method in _METHODS else "other"
        with self._lock:
            self._requests[method, route, status] += 1
            self._buckets[route][bisect_left(_BOUNDS, seconds)] += 1
            self._seconds[route] += seconds

    def recalled(self, used: int, baseline: int, dropped: int) -> None:
        """One recall and its tokens."""
        with self._lock:
            self._counts["recalls"] += 1
            self._counts["recall_tokens_used"] += used
            self._counts["recall_tokens_baseline"] += baseline
            self._counts["recall_dropped"] += dropped

    def add(self, name: str) -> None:
        """One more of something."""
        with self._lock:
            self._counts[name] += 1

    def text(self, stores: int, switches: int) -> str:
        """The exposition, version 0.0.4."""
        with self._lock:
            lines = ["# HELP tellonce_requests_total Requests answered.", "# TYPE tellonce_requests_total counter"]
            for (method, route, status), count in sorted(self._requests.items()):
                lines.append(f'tellonce_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}')
            lines += ["# HELP tellonce_request_seconds Time to answer.", "# TYPE tellonce_request_seconds histogram"]
            for route, buckets in sorted(self._buckets.items()):
                lines += _histogram(route, buckets, self._seconds[route])
            for name, total in sorted(self._counts.items()):
                lines += [f"# TYPE tellonce_{name}_total counter", f"tellonce_{name}_total {total:.0f}"]
        gauges = {"stores": stores, "resident_memory_bytes": _resident()}
        lines += ["# HELP tellonce_snapshot_switches_total Snapshots taken into use.", "# TYPE tellonce_snapshot_switches_total counter"]
        lines.append(f"tellonce_snapshot_switches_total {switches}")
        for name, value in gauges.items():
            lines += [f"# TYPE tellonce_{name} gauge", f"tellonce_{name} {value}"]
        return "\n".join(lines) + "\n"


def _histogram(route: str, buckets: list[int], seconds: float) -> list[str]:
    total, lines = 0, []
    for bound, count in zip((*(f"{b:g}" for b in _BOUNDS), "+Inf"), buckets, strict=True):
        total += count
        lines.append(f'tellonce_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}')
    return [*lines, f'tellonce_request_seconds_sum{{route="{route}"}} {seconds:.6f}', f'tellonce_request_seconds_count{{route="{route}"}} {total}']


def _resident() -> int:
    """Bytes of memory that this process holds; 0 where the system doesn't say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * 4096
