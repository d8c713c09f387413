"""The AsyncAPI documents say who sends what to whom, under which headers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.kafka_producer import kafka_headers
from chassis.outbox import outbox_row
from contracts.events.catalogue import event_classes
from deploy.contracts.asyncapi import HEADERS, catalogue, of_service
from deploy.contracts.sources import (
    CONTRACTS,
    announced_by,
    consumers_of,
    service_names,
)

SPEAKING = [name for name in service_names() if of_service(name) is not None]
NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def operations(document: dict[str, Any], action: str) -> set[tuple[str, str]]:
    """Topic and name of each operation of a kind."""
    return {
        (document["channels"][name]["address"], name)
        for name, operation in document["operations"].items()
        if operation["action"] == action
    }


def test_all_services_but_the_portal_take_part() -> None:
    assert set(service_names()) - set(SPEAKING) == {"portal"}


@pytest.mark.parametrize("service", SPEAKING)
def test_a_service_receives_what_it_hears_and_sends_what_it_owns(service: str) -> None:
    document = of_service(service)
    assert document is not None
    heard = {(topic, topic) for topic in consumers_of(service).topics()}
    owned = {(kind.topic, kind.type_name()) for kind in announced_by(service)}
    assert operations(document, "receive") == heard
    assert operations(document, "send") == owned


def test_the_catalogue_names_every_event_and_its_schema() -> None:
    channels = catalogue()["channels"]
    for kind in event_classes():
        message = channels[kind.topic]["messages"][kind.__name__]
        assert message["name"] == kind.type_name()
        assert (CONTRACTS / "generated" / message["payload"]["$ref"]).is_file()


def test_the_headers_are_those_that_the_relay_writes() -> None:
    kind = event_classes()[0]
    example = CONTRACTS / "examples" / kind.type_name() / "basic.json"
    event = kind.model_validate_json(example.read_text())
    row = outbox_row(event, now=NOW, traceparent=TRACE)
    assert [name for name, _ in kafka_headers(row)] == list(HEADERS)
