"""Bodies that several services answer alike."""

from uuid import UUID

from pydantic import BaseModel


class EmployerView(BaseModel):
    """Whose it is."""

    establishment_id: UUID
    number: str
    name_ar: str
    name_en: str


class RefusalView(BaseModel):
    """Why a file as a whole was not accepted, and the way out."""

    code: str
    ar: str
    en: str
    fix_ar: str | None = None
    fix_en: str | None = None


class FindingView(BaseModel):
    """What is wrong in a cell; an empty column speaks of the whole row."""

    column: str
    rule: str
    ar: str
    en: str
