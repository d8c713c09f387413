"""Whatever a file turns out to be: it is read to the fils or refused by name, nothing between."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chassis.errors import Refusal
from services.billing.gateways.reports.hub_report import read_hub_report
from services.billing.gateways.reports.statement import read_statement
from tests.services.billing.reconciliation.files import (
    AGREED,
    BANK,
    HUB,
    Moved,
    Told,
    bank_csv,
    camt,
    report_csv,
    swift,
)

MOVED = [Moved(1_343_317), Moved(-5_000, "charges", "CHG-1")]
STATEMENTS: dict[str, bytes] = {form.__name__: form(MOVED) for form in (camt, swift, bank_csv)}
REPORT = report_csv([Told("T1"), Told("T2", amount="1.000", status="PmtReversal")])
Change = tuple[int, int, bytes]
changes = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=12)), max_size=4
)
relaxed = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def changed(content: bytes, some: list[Change]) -> bytes:
    """A file somebody has tampered with: parts cut out, others put in."""
    for start, length, put in some:
        at = start % (len(content) + 1)
        content = content[:at] + put + content[at + length :]
    return content


async def attempt(read: Callable[[], object]) -> None:
    try:
        await read()  # type: ignore[misc]
    except Refusal as refusal:
        said = refusal.said()
        assert said.ar
        assert said.en


@pytest.mark.parametrize("form", STATEMENTS)
@relaxed
@given(some=changes)
async def test_a_changed_statement(form: str, some: list[Change]) -> None:
    content = changed(STATEMENTS[form], some)
    await attempt(lambda: read_statement(content, "s", BANK, AGREED))


@relaxed
@given(some=changes)
async def test_a_changed_report(some: list[Change]) -> None:
    content = changed(REPORT, some)
    if not content.startswith(b"PK\x03\x04"):  # a workbook is read in a process of its own
        await attempt(lambda: read_hub_report(content, HUB, AGREED))


@pytest.mark.parametrize("begin", [b"", b"<", b":20:", b":20:X\r\n:60F:", b"{1:"])
@relaxed
@given(rest=st.binary(max_size=300))
@example(rest=b"\x00")
@example(rest=b'"' * 200)
async def test_any_bytes(begin: bytes, rest: bytes) -> None:
    content = begin + rest
    await attempt(lambda: read_statement(content, "s", BANK, AGREED))
    await attempt(lambda: read_statement(content, "s.xml", BANK, AGREED))
