"""The Compose file is fresh and valid, and an error in it is found."""

import pytest
import yaml

from deploy.local import compose
from deploy.local.environment import service_environment
from deploy.local.parts import SERVICES


def test_it_is_fresh_and_valid() -> None:
    assert compose.complaints(compose.FILE.read_text()) == []


@pytest.mark.parametrize(
    "planted", [("image: daman", "imagee: daman"), ("restart: on-failure", "restart: sometimes")]
)
def test_a_planted_error_is_found(planted: tuple[str, str]) -> None:
    wrong = compose.complaints(compose.FILE.read_text().replace(*planted))
    assert any("not valid" in complaint for complaint in wrong), wrong


def test_services_are_told_what_they_are_told_without_containers() -> None:
    told = yaml.safe_load(compose.FILE.read_text())["services"]
    for name in SERVICES:
        assert told[name]["environment"] == service_environment(name, compose.AROUND)


def test_whoever_is_waited_for_exists() -> None:
    told = yaml.safe_load(compose.FILE.read_text())["services"]
    waited = {name for service in told.values() for name in service.get("depends_on", {})}
    assert waited <= set(told)
