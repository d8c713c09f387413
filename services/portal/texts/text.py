"""A text in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One text; `{fact}` places a fact."""

    ar: str
    en: str
