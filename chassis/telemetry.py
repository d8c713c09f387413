"""OpenTelemetry: one trace from a command through outbox and Kafka to all its effects.

Spans go to a file of JSON lines (read by `make trace`), to a collector by OTLP, or nowhere. Nothing
personal is ever an attribute: only types, topics, counts, and opaque ids as correlation.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson
from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from chassis import metrics

CORRELATION = "daman.correlation_id"
SHUTDOWN_MILLISECONDS = 2000

_tracer = trace.get_tracer("daman")


class FileExporter(SpanExporter):
    """Appends each finished span as one JSON line."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab", buffering=0)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Write the batch in one go, so that lines of a killed process are whole."""
        self._file.write(b"".join(orjson.dumps(_line(span)) + b"\n" for span in spans))
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Close the file."""
        self._file.close()


def _line(span: ReadableSpan) -> dict[str, object]:
    context = span.get_span_context()
    if context is None:
        raise ValueError("a finished span has a context")
    return {
        "trace": f"{context.trace_id:032x}",
        "span": f"{context.span_id:016x}",
        "parent": f"{span.parent.span_id:016x}" if span.parent else None,
        "links": [f"{link.context.trace_id:032x}" for link in span.links],
        "service": span.resource.attributes.get("service.name"),
        "name": span.name,
        "start": span.start_time,
        "end": span.end_time,
        "error": (not span.status.is_ok and span.status.description) or None,
        "attributes": dict(span.attributes or {}),
    }


def configure(service: str, *, trace_file: Path | None, otlp_endpoint: str | None) -> None:
    """Set up tracing for this process; without file and endpoint spans are made and dropped."""
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    if trace_file is not None:
        provider.add_span_processor(
            BatchSpanProcessor(FileExporter(trace_file), schedule_delay_millis=500)
        )
    if otlp_endpoint is not None:
        # Imported here: it costs a tenth of a second that a process without collector saves.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (
            OTLPSpanExporter,
        )

        address = metrics.signal_address(otlp_endpoint, "traces")
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(address)))
    trace.set_tracer_provider(provider)


def flush() -> None:
    """Send what is left, for a bounded time: a collector that is down must not hold an exit."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.force_flush(SHUTDOWN_MILLISECONDS)
    metrics.flush()


def traceparent() -> str | None:
    """W3C `traceparent` of the current span, if there is one."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent")


def parent(value: str | None) -> Context | None:
    """The remote context a `traceparent` names."""
    return propagate.extract({"traceparent": value}) if value else None


def link(value: str | None) -> list[trace.Link]:
    """A link to the span a `traceparent` names (none if it names none)."""
    context = trace.get_current_span(parent(value)).get_span_context() if value else None
    return [trace.Link(context)] if context and context.is_valid else []


def correlate(value: str) -> None:
    """Mark the current span as belonging to an establishment's (or person's) affairs."""
    span = trace.get_current_span()
    if span.is_recording():
        span.set_attribute(CORRELATION, value)


@contextmanager
def span(
    name: str,
    *,
    kind: trace.SpanKind = trace.SpanKind.INTERNAL,
    remote: str | None = None,
    links: Sequence[trace.Link] = (),
    **attributes: str | int | None,
) -> Iterator[trace.Span]:
    """A span; `remote` is the `traceparent` it continues. Underscores in names become dots."""
    shown = {
        name.replace("_", "."): value for name, value in attributes.items() if value is not None
    }
    with _tracer.start_as_current_span(
        name, context=parent(remote), kind=kind, links=list(links), attributes=shown
    ) as current:
        yield current
