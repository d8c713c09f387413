"""Settings that stand in for others, and where they do not."""

from pathlib import Path
from typing import Any

import pytest

from chassis.settings import ServiceSettings

OWN, OPERATORS = "postgresql://letters@db/letters", "postgresql://letters_operator@db/letters"


def settings(**changed: Any) -> ServiceSettings:
    given = {
        "environment": "local",
        "database_url": OWN,
        "kafka": "kafka:9092",
        "service_key_file": Path("key"),
        "service_keys_file": Path("keys"),
        **changed,
    }
    return ServiceSettings(**given)


@pytest.mark.parametrize(
    ("environment", "named", "used"),
    [
        ("local", None, OWN),
        ("local", OPERATORS, OPERATORS),
        ("production", OPERATORS, OPERATORS),
        ("production", None, None),
    ],
)
def test_operators_have_an_address_of_their_own_in_production(
    environment: str, named: str | None, used: str | None
) -> None:
    found = settings(environment=environment, database_operator_url=named)
    assert found.operator_url == used
