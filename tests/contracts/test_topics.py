"""`topics.yaml` says what the code does, and a statement that it does not bear out is named."""

from copy import deepcopy
from typing import Any

import pytest

from deploy.contracts.topics import stated_topics, untrue


def test_every_statement_is_true() -> None:
    assert untrue(stated_topics()) == []


@pytest.mark.parametrize(
    ("topic", "word", "said", "fault"),
    [
        (
            "movements.coverage.v1",
            "consumers",
            ["billing"],
            "movements.coverage.v1: consumers is billing, notifications, payroll, not billing",
        ),
        (
            "notifications.messages.v1",
            "consumers",
            ["billing"],
            "notifications.messages.v1: consumers is nothing, not billing",
        ),
        (
            "movements.coverage.v1",
            "key",
            ["establishment_id"],
            "movements.coverage.v1: key is establishment_id, person_id, not establishment_id",
        ),
        ("billing.law.v1", "owner", "letters", "billing.law.v1: owner is billing, not letters"),
    ],
)
def test_a_planted_difference_is_named(topic: str, word: str, said: Any, fault: str) -> None:
    planted = deepcopy(stated_topics())
    planted[topic][word] = said
    assert untrue(planted) == [fault]


def test_a_missing_statement_is_named() -> None:
    planted = deepcopy(stated_topics())
    del planted["billing.law.v1"]["key"]
    assert untrue(planted) == ["billing.law.v1: key is parameter, not nothing"]


def test_a_topic_of_one_side_only_is_named() -> None:
    planted = deepcopy(stated_topics())
    planted["billing.fees.v1"] = planted.pop("billing.law.v1")
    assert untrue(planted) == [
        "billing.fees.v1: no event is sent there",
        "billing.law.v1: not listed in topics.yaml",
    ]
