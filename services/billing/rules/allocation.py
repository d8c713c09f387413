"""Which invoices a sum of payments has covered: the oldest first."""

from collections.abc import Iterable


def allocated(amounts_due: Iterable[int], paid: int) -> list[int]:
    """Fils paid on each invoice, in the order given; what is over stays a credit."""
    rest, covered = paid, []
    for due in amounts_due:
        part = min(due, max(rest, 0))
        covered.append(part)
        rest -= part
    return covered
