"""The generated contracts are fresh, and staleness is noticed."""

from pathlib import Path

import pytest
import yaml

from deploy import contracts
from deploy.local.topics import TOPICS


def test_they_are_fresh() -> None:
    assert contracts.stale() == []


def test_a_changed_or_left_over_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contracts, "FOLDER", tmp_path / "generated")
    monkeypatch.setattr(contracts, "CHECKOUT", tmp_path)
    for path, document in contracts.generated():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(contracts.text_of(document))
    assert contracts.stale() == []
    (tmp_path / "generated" / "asyncapi.json").write_text("{}")
    (tmp_path / "generated" / "events" / "daman.old.Thing.v1.json").write_text("{}")
    assert contracts.stale() == [
        "generated/asyncapi.json",
        "generated/events/daman.old.Thing.v1.json",
    ]


def test_every_event_has_its_topic_and_every_topic_its_owner() -> None:
    topics = yaml.safe_load(TOPICS.read_text())["topics"]
    for kind in contracts.events():
        assert topics[kind.topic]["owner"] == kind.owner(), kind
        assert kind.key_field in kind.model_fields, kind
