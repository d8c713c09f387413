"""Passwords that are let through, and those that everybody tries first."""

import pytest

from services.identity.rules.passwords import fault

OWN = ("1004317", "رنا خليل", "Olive Press Co")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Aa1!", "short"),
        ("a1!" * 43, "long"),
        ("olive-trees", "kinds"),
        ("12345678!", "kinds"),
        ("olivetrees7", "kinds"),
        ("asdf*1234", "known"),
        ("P@ssw0rd1", "known"),
        ("Pa$$w0rd!", "known"),
        ("qwerty1!", "known"),
        ("!qaz2wsx", "known"),
        ("2026@Amman", "known"),
        ("Daman@2026", "known"),
        ("Ahmad*1990", "known"),
        ("محمد@2026", "known"),
        ("x1004317-Ab!", "known"),
        ("رنا-خليل-77", "known"),
        ("Olive-trees-7!", "known"),
    ],
)
def test_is_refused(password: str, why: str) -> None:
    assert fault(password, own_words=OWN) == why


@pytest.mark.parametrize(
    "password", ["Carob-trees-8!", "Qx7!vbnrt2", "سلام-عليكم-77", "Demo-Xy_3fQ-1!", "a1!" * 42]
)
def test_is_let_through(password: str) -> None:
    assert fault(password, own_words=OWN) is None
