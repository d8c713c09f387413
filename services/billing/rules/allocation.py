"""Which documents a sum of payments has covered: the oldest first."""

from collections.abc import Sequence


def allocated(amounts: Sequence[int], paid: int) -> list[int]:
    """Fils covered of each amount, in the order given; what is over stays a credit.

    An amount below zero is a credit of its own: it is used up wholly and covers others, as a
    payment does.
    """
    rest = paid - sum(amount for amount in amounts if amount < 0)
    covered = []
    for amount in amounts:
        part = amount if amount < 0 else min(amount, max(rest, 0))
        covered.append(part)
        rest -= max(part, 0)
    return covered
