"""How the server is doing: /healthz, /metrics, and a line in the log for each request. Nothing says who asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from dashboard.cache import Cache
from dashboard.library import Library

__all__ = ["watch"]

_LOG = logging.getLogger("dashboard.requests")
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class _Stored:
    """What is stored and kept, counted when somebody asks."""

    def __init__(self, library: Library, cache: Cache) -> None:
        self._library = library
        self._cache = cache

    def collect(self) -> Iterator[Any]:
        """Yield the numbers as Prometheus has them."""
        yield GaugeMetricFamily("passerby_runs_stored", "Runs that can be shown.", len(self._library.runs()))
        yield GaugeMetricFamily("passerby_runs_damaged", "Runs that can not be read.", len(self._library.damaged()))
        yield GaugeMetricFamily("passerby_cache_bytes", "Answers kept, packed.", self._cache.size_bytes)
        yield CounterMetricFamily("passerby_cache_hits", "Answers that were there.", self._cache.hits)
        yield CounterMetricFamily("passerby_cache_misses", "Answers that were made.", self._cache.misses)


def watch(server: Flask, library: Library) -> None:
    """Let `server` say how it is doing.

    The registry is in `server.config["METRICS"]` for what else is to be counted. A request is known by its rule, not
    by its address, so that neither the log nor the numbers say which run somebody looked at.
    """
    registry = server.config["METRICS"] = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Stored(library, server.config["CACHE"]))
    answered = Counter("passerby_requests", "Requests answered.", ("rule", "method", "status"), registry=registry)
    took = Histogram("passerby_request_seconds", "From request to answer.", ("rule",), buckets=_SECONDS,
                     registry=registry)  # fmt: skip

    @server.before_request  # type: ignore[untyped-decorator,unused-ignore]
    def begin() -> None:
        g.begun_s = perf_counter()

    @server.after_request  # type: ignore[untyped-decorator,unused-ignore]
    def note(response: Response) -> Response:
        rule = "none" if request.url_rule is None else request.url_rule.rule
        method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
        seconds = perf_counter() - g.get("begun_s", perf_counter())
        answered.labels(rule, method, response.status_code).inc()
        took.labels(rule).observe(seconds)
        about = {"rule": rule, "method": method, "status": response.status_code, "ms": round(1000 * seconds, 1),
                 "bytes": response.content_length}  # fmt: skip
        _LOG.info("request", extra=about)
        return response

    @server.get("/healthz")  # type: ignore[untyped-decorator,unused-ignore]
    def health() -> Response:
        return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})

    @server.get("/metrics")  # type: ignore[untyped-decorator,unused-ignore]
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
