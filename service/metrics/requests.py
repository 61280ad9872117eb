"""Requests as they are counted: by method, shape of the address and status, and how long each took."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper bounds of the histogram."""
UNANSWERED = "none"
"""The status of a request whose asker was gone before the answer."""

# They would be a second series for each, that says when it began.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Requests:
    """Counters of one server. Labels are bounded: addresses by their shape, methods by a list, statuses by HTTP."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("method", "route")
        self._counted = Counter(
            "zhuoluo_http_requests", "Requests answered, by status.", (*labels, "status"), registry=registry
        )
        self._timed = Histogram(
            "zhuoluo_http_request_seconds", "How long requests took.", labels, buckets=SECONDS, registry=registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request; `status` 0: nobody was there to take the answer."""
        self._counted.labels(method, route, str(status) if status else UNANSWERED).inc()
        self._timed.labels(method, route).observe(seconds)
