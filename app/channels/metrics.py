"""What is counted while the service runs, for Prometheus: numbers and names of ours, no word of a citizen's.

Each application counts for itself; of several worker processes, `/metrics` shows the one that answers.
"""

from collections.abc import Iterable, Mapping
from functools import partial

from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.channels.admission import Places
from app.domain.reading import Reading

PREFIX = "antifraud"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""
_Now = tuple[str, Mapping[str, str], float]
"""A name in `_GAUGES`, labels, and the value."""
_GAUGES = {
    "knowledge": "Version of the knowledge in force.",
    "knowledge_entries": "Entries of the knowledge in force.",
    "knowledge_problems": "What keeps newer knowledge from going live.",
    "requests_in_flight": "Requests being worked on or waiting.",
    "bodies_in_flight": "Request bodies being read.",
    "degraded": "1 while Redis is set but away and this process helps itself.",
    "ready": "1 while new requests are welcome.",
}


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self.registry)
        counter = partial(Counter, namespace=PREFIX, registry=self.registry)
        self._requests = counter("requests", "Requests by route and status.", ["method", "route", "status"])
        self._verdicts = counter("verdicts", "Answers by verdict.", ["verdict"])
        self._situations = counter("situations", "Answers by the most urgent situation.", ["situation"])
        self._scams = counter("scams", "Warnings by the scam type that fits best.", ["scam"])
        self._seconds = Histogram(
            "request_seconds",
            "Time to the end of the answer.",
            ["route"],
            namespace=PREFIX,
            registry=self.registry,
            buckets=BUCKETS,
        )

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that is done."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, reading: Reading) -> None:
        """Count an answer, through whatever channel it went."""
        self._verdicts.labels(reading.verdict.value).inc()
        if reading.situation:
            self._situations.labels(reading.situation.entry.id).inc()
        if reading.scams and reading.verdict.is_alarm:
            self._scams.labels(reading.scams[0].entry.id).inc()

    def text(self) -> bytes:
        """All of it, in the format of Prometheus."""
        return generate_latest(self.registry)


class Moment(Collector):
    """What is looked up only when Prometheus asks."""

    def __init__(self, app: FastAPI, working: Places, reading: Places) -> None:
        self._app, self._working, self._reading = app, working, reading

    def collect(self) -> Iterable[Metric]:
        """The gauges, and the opinions on answers."""
        gauges = {
            name: GaugeMetricFamily(f"{PREFIX}_{name}", text, labels=labels_of(name))
            for name, text in _GAUGES.items()
        }
        for name, labels, value in self._now():
            gauges[name].add_metric(list(labels.values()), value)
        yield from gauges.values()
        state = self._app.state
        yield _yes_or_no("feedback", "Opinions on answers.", "helpful", state.tally.counts)
        known = state.live.assistant.repeats.counts
        yield _yes_or_no(
            "first_messages", "First messages, answered before or not.", "answered_before", known
        )

    def _now(self) -> Iterable[_Now]:
        state = self._app.state
        assistant, artifact = state.live.assistant, state.live.artifact
        version = {"version": assistant.knowledge.version, "encoder": artifact.manifest.encoder}
        yield "knowledge", version, 1
        yield "knowledge_entries", {}, len(assistant.knowledge.entries)
        yield "knowledge_problems", {}, len((*state.live.problems, *state.pages.phrasebook.problems))
        yield "requests_in_flight", {}, self._working.taken
        yield "bodies_in_flight", {}, self._reading.taken
        yield "degraded", {"part": "limits"}, state.rates.degraded
        yield "degraded", {"part": "conversations"}, assistant.memory.degraded
        yield "ready", {}, is_ready(self._app)


def _yes_or_no(name: str, text: str, label: str, counts: Mapping[bool, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(f"{PREFIX}_{name}", text, labels=[label])
    for value, word in ((True, "yes"), (False, "no")):
        family.add_metric([word], counts[value])
    return family


def labels_of(name: str) -> list[str]:
    """Names of a gauge's labels."""
    return {"knowledge": ["version", "encoder"], "degraded": ["part"]}.get(name, [])


def is_ready(app: FastAPI) -> bool:
    """Whether new requests are welcome: the knowledge is there, and nobody has asked us to stop."""
    return hasattr(app.state, "live") and not getattr(app.state, "draining", False)
