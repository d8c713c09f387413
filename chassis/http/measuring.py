"""`/metrics`, where Prometheus asks for all figures. Requests are measured by FastAPI itself."""

from threading import Lock

from fastapi import APIRouter, Request, Response
from prometheus_client.exposition import choose_encoder
from starlette.types import Scope

from chassis import metrics

_ABOUT_THE_PROCESS = {"/livez", "/readyz", "/metrics"}

_one_at_a_time = Lock()
"""The exporter gives one of two that ask at once the figures of both."""

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def get_metrics(request: Request) -> Response:
    """Every figure of this process, in the form that the asking program prefers."""
    # Not async: hundreds of series take tens of milliseconds, which no request should wait for.
    encode, kind = choose_encoder(request.headers.get("accept", ""))
    with _one_at_a_time:
        written = encode(metrics.registry)
    return Response(written, headers={"Content-Type": kind})


def asks_about_the_process(scope: Scope) -> bool:
    """Asked by machines every few seconds: no use of the service, neither measured nor traced."""
    return scope["path"] in _ABOUT_THE_PROCESS
