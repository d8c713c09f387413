"""Bodies of billing's API, by subject. Amounts are JOD with three decimals."""

from pydantic import BaseModel


class SentenceView(BaseModel):
    """A sentence in both languages."""

    ar: str
    en: str
