"""The documents are fresh, and a released one only grows."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.contracts.__main__ import main
from deploy.contracts.documents import stale, write
from deploy.contracts.releases import refused

PAYMENT = "daman.billing.PaymentReceived.v1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All documents, freshly written."""
    write(tmp_path)
    return tmp_path


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> str:
    """Make the release of a payment another one than today's; its text."""
    path = folder / "released" / f"{PAYMENT}.json"
    schema = json.loads(path.read_text())
    change(schema["properties"])
    path.write_text(json.dumps(schema))
    return path.read_text()


def released(folder: Path) -> str:
    return (folder / "released" / f"{PAYMENT}.json").read_text()


def test_they_are_fresh() -> None:
    assert stale() == []


def test_a_changed_or_left_over_file_is_named(folder: Path) -> None:
    assert stale(folder) == []
    (folder / "generated" / "asyncapi.json").write_text("{}")
    (folder / "generated" / "openapi" / "pensions.json").write_text("{}")
    assert stale(folder) == ["generated/asyncapi.json", "generated/openapi/pensions.json"]


def test_todays_events_keep_every_promise() -> None:
    assert refused() == []


def test_a_new_optional_field_is_missed_by_the_check_and_released(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = released(folder)
    rewrite(folder, lambda fields: fields.pop("balance_due"))
    assert main(["--check"], folder) == 1
    assert f"contracts/released/{PAYMENT}.json is stale" in capsys.readouterr().out
    assert main([], folder) == 0
    assert released(folder) == fresh


@pytest.mark.parametrize("arguments", [["--check"], []])
def test_a_broken_promise_is_refused_and_nothing_written(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    planted = rewrite(folder, lambda fields: fields.update(paid_by={"type": "string"}))
    (folder / "generated" / "asyncapi.json").write_text("{}")
    assert main(arguments, folder) == 1
    assert f"refused: {PAYMENT}: removed field: paid_by\n" in capsys.readouterr().out
    assert released(folder) == planted
    assert (folder / "generated" / "asyncapi.json").read_text() == "{}"


def test_a_released_event_may_not_go(folder: Path) -> None:
    (folder / "released" / "daman.billing.InvoiceForgotten.v1.json").write_text("{}")
    assert refused(folder) == ["daman.billing.InvoiceForgotten.v1: removed event"]
