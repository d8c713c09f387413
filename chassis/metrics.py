"""OpenTelemetry metrics: what the parts count, time and show.

Names are those of the semantic conventions where there are some, `daman.…` otherwise, with UCUM
units; requests are measured by FastAPI itself. Nothing personal is ever an attribute: only topics,
lanes, reasons, parts and routes, of which there are few. What an operator makes of them stands in
`docs/operations.md`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import uuid4

from opentelemetry import metrics
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.resources import Resource
from prometheus_client import CollectorRegistry

TOPIC = "messaging.destination.name"
LANE, PART, REASON = "daman.lane", "daman.part", "daman.reason"
FLUSH_MILLISECONDS = 2000

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""The bounds that the conventions advise for durations."""

registry = CollectorRegistry()
"""What `/metrics` shows; empty until `configure`."""

_sending: list[MetricReader] = []
_meter = metrics.get_meter("daman")

Labels = tuple[tuple[str, str], ...]
"""Attributes of a series, as pairs of name and value."""


class Shown:
    """A gauge of what was last found; a series that is found no more is shown no more."""

    def __init__(self, name: str, unit: str, description: str) -> None:
        self._found: Mapping[Labels, float] = {}
        _meter.create_observable_gauge(name, [self._observe], unit, description)

    def show(self, found: Mapping[Labels, float]) -> None:
        """From now on these values, by their attributes."""
        self._found = {labels: float(value) for labels, value in found.items()}

    def _observe(self, _: CallbackOptions) -> Iterable[Observation]:
        return [Observation(value, dict(labels)) for labels, value in self._found.items()]


OUTBOX_AGE = Shown("daman.outbox.backlog.age", "s", "Age of the oldest event not yet sent")
OUTBOX_SIZE = Shown("daman.outbox.backlog.size", "{event}", "Events not yet sent")
AUDIT_AGE = Shown("daman.audit.backlog.age", "s", "Age of the oldest entry not yet chained")
AUDIT_SIZE = Shown("daman.audit.backlog.size", "{entry}", "Timeline entries not yet chained")
JOB_AGE = Shown("daman.job.waiting.age", "s", "Age of the oldest job that was due and is not done")
JOBS = Shown("daman.job.waiting.size", "{job}", "Jobs that were due and are not done")
PARKED_EVENTS = Shown("daman.parked.events", "{event}", "Events that could not be applied")
PARKED_KEYS = Shown("daman.parked.keys", "{key}", "Keys that wait behind a parked event")
LAG = Shown("daman.consumer.lag", "{event}", "Events on the log that are not yet applied")
BREAKER = Shown("daman.consumer.breaker.open", "1", "1 while too much is parked to go on")
HALTED = Shown("daman.consumer.partitions.halted", "{partition}", "Partitions not read at all")
STUCK = Shown("daman.part.stuck", "1", "1 while a part of the process is not ready")
UNANSWERED = Shown("daman.database.unanswered", "s", "Time since the database gave the figures")

SENT = _meter.create_counter(
    "messaging.client.sent.messages", "{message}", "Events that Kafka has acknowledged"
)
CONSUMED = _meter.create_counter(
    "messaging.client.consumed.messages", "{message}", "Events taken over, applied or parked"
)
PROCESSING = _meter.create_histogram(
    "messaging.process.duration",
    "s",
    "Time that one slice of a partition's events takes, with its commit",
    explicit_bucket_boundaries_advisory=SECONDS,
)
LOOP_LAG = _meter.create_histogram(
    "daman.event_loop.lag",
    "s",
    "How late a timer of the event loop fires",
    explicit_bucket_boundaries_advisory=SECONDS,
)
REJECTED = _meter.create_counter(
    "daman.consumer.epoch.rejections", "{slice}", "Slices of a partition that was no longer ours"
)
PARKED_RETRIES = _meter.create_counter(
    "daman.parked.retries", "{try}", "Tries of what is parked, key by key"
)
JOB_RETRIES = _meter.create_counter("daman.job.retries", "{job}", "Jobs that were put back")
JOB_FAILURES = _meter.create_counter("daman.job.failures", "{job}", "Jobs that were given up")


def configure(service: str, *, otlp_endpoint: str | None) -> None:
    """Measure in this process, for `/metrics` and, with an endpoint, for a collector."""
    shown = PrometheusMetricReader(scope_info_enabled=False, registry=registry)
    if otlp_endpoint is not None:
        _sending.append(otlp_reader(otlp_endpoint))
    # To a collector, processes of one service differ by this alone.
    resource = Resource.create({"service.name": service, "service.instance.id": str(uuid4())})
    metrics.set_meter_provider(MeterProvider([shown, *_sending], resource))


def otlp_reader(endpoint: str) -> MetricReader:
    """A reader that sends everything to a collector once a minute."""
    # Imported here: it costs a tenth of a second that a process without collector saves.
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

    return PeriodicExportingMetricReader(OTLPMetricExporter(signal_address(endpoint, "metrics")))


def signal_address(endpoint: str, signal: str) -> str:
    """Where a collector takes traces or metrics: its address with the protocol's path."""
    return f"{endpoint.rstrip('/')}/v1/{signal}"


def flush() -> None:
    """Send what is left, for a bounded time."""
    # Not the whole provider: what the reader of `/metrics` is made to flush, it shows again later.
    for reader in _sending:
        reader.force_flush(FLUSH_MILLISECONDS)


def expect(
    *, sent: Iterable[str] = (), heard: Iterable[str] = (), lanes: Iterable[str] = ()
) -> None:
    """Begin the counters at zero, so that a first increase is seen as one."""
    for topic in sent:
        SENT.add(0, _messaging("send", topic))
    for topic in heard:
        CONSUMED.add(0, _messaging("poll", topic))
        REJECTED.add(0, {TOPIC: topic})
        PARKED_RETRIES.add(0, {TOPIC: topic})
    for lane in lanes:
        JOB_RETRIES.add(0, {LANE: lane})
        JOB_FAILURES.add(0, {LANE: lane})


def sent(topics: Iterable[str]) -> None:
    """Count events that went out, one topic an event."""
    for topic, count in Counter(topics).items():
        SENT.add(count, _messaging("send", topic))


def consumed(topic: str, count: int, *, seconds: float) -> None:
    """Count the events of a slice that was taken over, and time it as one."""
    PROCESSING.record(seconds, _messaging("process", topic))
    CONSUMED.add(count, _messaging("poll", topic))


def _messaging(operation: str, topic: str) -> dict[str, str]:
    return {"messaging.system": "kafka", "messaging.operation.name": operation, TOPIC: topic}


def show_lag(behind: Iterable[tuple[str, int]]) -> None:
    """How many events each partition is behind; shown by topic."""
    by_topic: Counter[str] = Counter()
    for topic, count in behind:
        by_topic[topic] += count
    LAG.show({((TOPIC, topic),): count for topic, count in by_topic.items()})
