"""The workbooks of the demo, as a clerk fills them in: `python -m deploy.demo.clerk`.

The files are kept in the repository beside this; this says how they came to be.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from deploy.simulators.registry.people import Person, all_persons

FOLDER = Path(__file__).parent / "workbooks"
WITH_FAULTS, CORRECTED = FOLDER / "enrolment-with-faults.xlsx", FOLDER / "enrolment.xlsx"
MONTH, STARTED_ON = "2026-03", date(2026, 3, 1)
HEADS = (
    "الرقم الوطني / الشخصي",
    "رقم التأمين",
    "تاريخ الميلاد",
    "الاسم",
    "تاريخ المباشرة",
    "الأجر الشهري",
    "مهنة خطرة",
    "رقم الهاتف",
)
NOBODY = "9990000009"
"""A well-formed national number that the civil registry does not know."""

_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def workers() -> list[Person]:
    """The four whom the clerk enrols: living adults, the first of the register."""
    grown = date(2004, 1, 1)
    fit = [one for one in all_persons() if one.deceased_on is None and one.birth_date < grown]
    return fit[:4]


def rows(*, corrected: bool) -> list[list[Any]]:
    """The rows; before correction the third wage is too low and the fourth number is nobody's."""
    first, second, third, fourth = workers()
    return [
        [_arabic(first.national_number), None, _arabic(f"{first.birth_date:%d/%m/%Y}"),
         first.name_ar, STARTED_ON, 500, None, _arabic("0791110001")],
        [second.national_number, None, second.birth_date, second.name_ar,
         STARTED_ON, "٥٠٠٫٠٠٠", "نعم", "0791110002"],
        [third.national_number, None, third.birth_date, third.name_ar,
         f"{STARTED_ON:%Y-%m-%d}", 400 if corrected else 200, "لا", "079 111 0003"],
        [fourth.national_number if corrected else NOBODY, None, fourth.birth_date, fourth.name_ar,
         STARTED_ON, 600, None, None],
    ]  # fmt: skip


def _arabic(text: str) -> str:
    return text.translate(_ARABIC_DIGITS)


def fill_in(path: Path, *, corrected: bool) -> None:
    """Write one of the files."""
    with Workbook(path) as made:
        made.set_properties({"author": "clerk", "created": datetime(2026, 3, 25, tzinfo=UTC)})
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet = made.add_worksheet("ورقة1")
        sheet.right_to_left()
        sheet.write_row(0, 0, HEADS)
        for number, row in enumerate(rows(corrected=corrected), start=1):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                else:
                    sheet.write(number, place, value)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    fill_in(WITH_FAULTS, corrected=False)
    fill_in(CORRECTED, corrected=True)
