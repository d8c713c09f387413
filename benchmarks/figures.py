"""What a measurement ends in: figures with their goals, raw numbers, and counts that were wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One number. A ratio (unit `x`) is also held against its last accepted value."""

    name: str
    value: float
    goal: float | None = None
    unit: Literal["x", "ms", "s", "GB"] = "x"
    better: Literal["higher", "lower"] = "higher"

    def met(self) -> bool:
        """Whether the goal holds; a figure without a goal is only told."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.better == "higher" else self.value <= self.goal

    def shown(self) -> str:
        """The number with its unit."""
        digits = 1 if self.unit in ("ms", "s") else 2
        return f"{self.value:.{digits}f} {self.unit}"

    def verdict(self) -> str:
        """How it stands to its goal; empty without one."""
        word = "met" if self.met() else "MISSED"
        return f"  (goal {self.goal_shown()}: {word})" if self.goal is not None else ""

    def goal_shown(self) -> str:
        """The goal as a sentence has it; empty without one."""
        sign = ">=" if self.better == "higher" else "<="
        return "" if self.goal is None else f"{sign} {self.goal:g} {self.unit}"


@dataclass(frozen=True)
class Result:
    """One workload beside its peers. The first figure is the ratio that counts."""

    row: int
    name: str
    workload: str
    peer: str
    figures: Sequence[Figure]
    raw: Mapping[str, Sequence[float]]
    """By side and unit, one number a round that was kept."""

    wrong: Sequence[str] = field(default_factory=list)
    """Counts that are not what they have to be."""

    finding: str = ""
    """What was found out about the figures: causes, repairs, what is left."""

    def lines(self) -> list[str]:
        """The result for a terminal, ratio first."""
        figures = [f"  {one.shown():>9} {one.name}{one.verdict()}" for one in self.figures]
        raw = [
            f"    {side}: {', '.join(f'{number:,.4g}' for number in numbers)}"
            for side, numbers in self.raw.items()
        ]
        wrong = [f"  WRONG: {one}" for one in self.wrong] or ["  counts right"]
        return [f"{self.row} {self.name}: {self.workload}", *figures, *raw, *wrong]
