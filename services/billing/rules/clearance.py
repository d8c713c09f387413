"""Who is clear: the ground of a clearance certificate."""


def is_clear(balance: int, held_months: int) -> bool:
    """Whether an establishment owes nothing that is known today. `balance` is in fils.

    Two things stand in the way (C, a default of this system): a balance above zero, also before
    its due date, because a due is open from the day it is posted; and a month that is held for
    missing wages, because what it comes to is not known. A credit does not stand in the way.
    """
    return balance <= 0 and held_months == 0
