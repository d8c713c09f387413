"""The examples that readers build on: realistic, complete, and readable for ever."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from contracts.events.catalogue import event_classes
from contracts.events.envelope import Event
from deploy.contracts.documents import schema_of
from deploy.contracts.sources import CONTRACTS

EXAMPLES = CONTRACTS / "examples"
CLASSES = {kind.type_name(): kind for kind in event_classes()}


def orphans(examples: Path) -> list[str]:
    """Folders of an event type that the code does not know (any more)."""
    return sorted(folder.name for folder in examples.iterdir() if folder.name not in CLASSES)


PATHS = [path for path in sorted(EXAMPLES.glob("*/*.json")) if path.parent.name in CLASSES]
each_example = pytest.mark.parametrize(
    ("kind", "path"),
    [
        pytest.param(CLASSES[path.parent.name], path, id=f"{path.parent.name}-{path.stem}")
        for path in PATHS
    ],
)


@pytest.mark.parametrize("name", CLASSES)
def test_every_event_has_a_basic_example_that_shows_every_field(name: str) -> None:
    text = (EXAMPLES / name / "basic.json").read_text()
    event = CLASSES[name].model_validate_json(text)
    assert json.loads(event.model_dump_json()) == json.loads(text)


@each_example
def test_an_example_is_read_without_loss(kind: type[Event], path: Path) -> None:
    event = kind.model_validate_json(path.read_text())
    # An older example may lack what a version gained since; what it says must all come through.
    assert json.loads(event.model_dump_json(exclude_unset=True)) == json.loads(path.read_text())
    assert event.key()


@each_example
def test_an_example_keeps_its_schema(kind: type[Event], path: Path) -> None:
    schema = jsonschema_rs.validator_for(schema_of(kind), validate_formats=True)
    faults = [str(fault) for fault in schema.iter_errors(json.loads(path.read_text()))]
    assert faults == []


@each_example
def test_a_field_of_tomorrow_is_passed_over(kind: type[Event], path: Path) -> None:
    document = json.loads(path.read_text())
    of_tomorrow = json.dumps({**document, "field_of_tomorrow": {"any": ["thing"]}})
    assert kind.model_validate_json(of_tomorrow) == kind.model_validate(document)


def test_no_example_has_lost_its_event() -> None:
    assert orphans(EXAMPLES) == []


def test_an_example_without_its_event_is_named(tmp_path: Path) -> None:
    for name in ("daman.billing.InvoiceIssued.v1", "daman.billing.InvoiceForgotten.v1"):
        (tmp_path / name).mkdir()
    assert orphans(tmp_path) == ["daman.billing.InvoiceForgotten.v1"]
