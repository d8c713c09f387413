"""Workbooks for the tests: filled ones by XlsxWriter, hostile ones part by part."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from chassis.workbooks.columns import Column

COLUMNS = (
    Column("national_number", "الرقم الوطني", "National number"),
    Column("name", "الاسم", "Name", required=False, also=("اسم العامل",)),
    Column("started_on", "تاريخ المباشرة", "Start date", kind="date"),
    Column("wage", "الأجر الشهري", "Monthly wage", kind="amount"),
    Column("hazardous", "مهنة خطرة", "Hazardous occupation", kind="flag", required=False),
)
HEAD = [column.header for column in COLUMNS]
GOOD_ROW = ["9851012345", "سامر", "2026-03-01", "500.000", "لا"]

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LINK = f'<Relationship Id="{{id}}" Type="{_DOCUMENT}/{{kind}}" Target="{{target}}"{{mode}}/>'
Fill = Callable[[Workbook, Worksheet], Any]


def made(fill: Fill, **options: Any) -> bytes:
    """A workbook of one sheet, filled by a function."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, **options}) as workbook:
        fill(workbook, workbook.add_worksheet())
    return content.getvalue()


def sheet_of(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these rows as they are, text staying text."""

    def fill(_workbook: Workbook, sheet: Worksheet) -> None:
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                write = sheet.write_string if isinstance(value, str) else sheet.write
                write(number, place, value)

    return made(fill)


def cell(reference: str, text: str) -> str:
    """One cell of text, in XML."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, values: Sequence[str]) -> str:
    """One row of text cells, in XML."""
    cells = "".join(cell(f"{chr(65 + place)}{number}", v) for place, v in enumerate(values))
    return f'<row r="{number}">{cells}</row>'


def parts(sheet_rows: str, **more: str | bytes) -> dict[str, bytes]:
    """The parts of a small workbook whose sheet has these rows (XML); `more` adds or replaces."""
    links = LINK.format(id="rId1", kind="worksheet", target="worksheets/sheet1.xml", mode="")
    workbook = '<sheets><sheet name="ورقة" sheetId="1" r:id="rId1"/></sheets>'
    named = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": relationships(
            LINK.format(id="rId1", kind="officeDocument", target="xl/workbook.xml", mode="")
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_DOCUMENT}">{workbook}</workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relationships(links),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{_SPREADSHEET}"><sheetData>{sheet_rows}</sheetData></worksheet>'
        ),
        **more,
    }
    return {name: p.encode() if isinstance(p, str) else p for name, p in named.items()}


def relationships(links: str) -> str:
    """A part of links."""
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def zipped(content: Mapping[str, bytes]) -> bytes:
    """The parts as an archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, part in content.items():
            writer.writestr(name, part)
    return archive.getvalue()


def small(more: Mapping[str, str | bytes] | None = None, *, rows: str | None = None) -> bytes:
    """A small workbook: head and one good row unless said otherwise, and `more` parts."""
    return zipped(parts(row(1, HEAD) + row(2, GOOD_ROW) if rows is None else rows, **(more or {})))
