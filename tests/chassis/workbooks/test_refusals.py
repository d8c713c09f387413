"""Files that are refused whole. Each hostile file is real, and read as a user's upload would be."""

import re
import struct

import pytest

from chassis.errors import Refusal
from chassis.workbooks import refusals
from chassis.workbooks.archive import PACKED_BYTES_MAX
from chassis.workbooks.reading import read_rows
from chassis.workbooks.refusals import (
    ColumnRepeated,
    ColumnsMissing,
    EncryptedWorkbook,
    ExternalContent,
    MacroInWorkbook,
    NoRows,
    NotAWorkbook,
    TooManyCells,
    TooManyRows,
    UnreadableWorkbook,
    WorkbookTooLarge,
    ZipBomb,
)
from tests.chassis.workbooks.building import (
    COLUMNS,
    GOOD_ROW,
    HEAD,
    LINK,
    cell,
    relationships,
    row,
    sheet_of,
    small,
    zipped,
)

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
DOCTYPE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
BILLION = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"
STRICT_MACRO = '<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
ROOT = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>"}


def linked(kind: str, target: str = "x", *, outside: bool = False) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return relationships(LINK.format(id="rId9", kind=kind, target=target, mode=mode))


def lying_size(claim: int) -> bytes:
    """A sheet of half a mebibyte whose directory entry claims another size."""
    content = bytearray(small({"xl/media/image.png": b"x" * 500_000}))
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, claim)
    return bytes(content)


def overlapping() -> bytes:
    """A directory entry whose bytes begin inside those of another part."""
    content = bytearray(small({"xl/media/a.png": b"a", "xl/media/b.png": b"b"}))
    first, second = (m.start() for m in list(re.finditer(b"PK\x01\x02", content))[-2:])
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def damaged() -> bytes:
    content = bytearray(sheet_of([HEAD, *([GOOD_ROW] * 50)]))
    at = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[at : at + 20] = bytes(20)
    return bytes(content)


HOSTILE: list[tuple[str, bytes, type[Refusal]]] = [
    ("empty", b"", NotAWorkbook),
    ("csv renamed", "الرقم الوطني,الأجر\n9851012345,500\n".encode(), NotAWorkbook),
    ("pdf renamed", b"%PDF-1.7\n", NotAWorkbook),
    ("archive of something else", zipped({"a.txt": b"hello"}), NotAWorkbook),
    ("binary workbook", zipped({"xl/workbook.bin": b"x", **ROOT}), NotAWorkbook),
    ("workbook elsewhere", small({"_rels/.rels": linked("officeDocument")}), UnreadableWorkbook),
    ("older .xls", OLE, NotAWorkbook),
    ("password", OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedWorkbook),
    ("too large", b"PK\x03\x04" + bytes(PACKED_BYTES_MAX), WorkbookTooLarge),
    ("bomb by ratio", small({"xl/media/a.png": bytes(20_000_000)}), ZipBomb),
    ("bomb by parts", zipped(ROOT | {f"xl/p{n}.xml": b"" for n in range(1001)}), ZipBomb),
    ("claims less than it has", lying_size(1000), ZipBomb),
    ("claims more than it has", lying_size(600_000), UnreadableWorkbook),
    ("claims gigabytes", lying_size(3_000_000_000), ZipBomb),
    ("overlapping entries", overlapping(), ZipBomb),
    ("damaged", damaged(), UnreadableWorkbook),
    ("cut short", sheet_of([HEAD, GOOD_ROW])[:-200], UnreadableWorkbook),
    ("path upwards", small({"xl/../../etc/passwd": b"x"}), UnreadableWorkbook),
    ("absolute path", small({"/etc/passwd": b"x"}), UnreadableWorkbook),
    ("same part twice", small({"XL/workbook.xml": b"<workbook/>"}), UnreadableWorkbook),
    ("macro", small({"xl/vbaProject.bin": b"x"}), MacroInWorkbook),
    ("macro elsewhere", small({SHEET_RELS: linked("vbaProject")}), MacroInWorkbook),
    ("macro sheet", small({"xl/macrosheets/sheet1.xml": b"<x/>"}), MacroInWorkbook),
    (
        "macro by type",
        small({"[Content_Types].xml": f"<Types>{STRICT_MACRO}</Types>"}),
        MacroInWorkbook,
    ),
    ("dde", small({"xl/externalLinks/externalLink1.xml": b"<ddeLink/>"}), ExternalContent),
    ("connection", small({"xl/connections.xml": b"<connections/>"}), ExternalContent),
    ("embedded", small({"xl/embeddings/oleObject1.bin": b"x"}), ExternalContent),
    ("linked picture", small({SHEET_RELS: linked("image", outside=True)}), ExternalContent),
    ("embedded elsewhere", small({SHEET_RELS: linked("oleObject")}), ExternalContent),
    ("entity", small({"xl/sharedStrings.xml": f"{DOCTYPE}<sst>&e;</sst>"}), UnreadableWorkbook),
    ("entities", small({"xl/styles.xml": f"{BILLION}<x>&b;</x>"}), UnreadableWorkbook),
    (
        "entity in UTF-16",
        small({"xl/sharedStrings.xml": f"{DOCTYPE}<sst/>".encode("utf-16")}),
        UnreadableWorkbook,
    ),
    ("broken sheet", small(rows=row(1, HEAD) + "<row>"), UnreadableWorkbook),
    (
        "cell nowhere",
        small(rows=row(1, HEAD) + f"<row>{cell('2B', 'x')}</row>"),
        UnreadableWorkbook,
    ),
    (
        "far cell",
        small(rows=row(1, HEAD) + f'<row r="1048576">{cell("XFD1048576", "x")}</row>'),
        TooManyCells,
    ),
    (
        "far cell in a near row",
        small(rows=row(1, HEAD) + f'<row r="2">{cell("XFD1048576", "x")}</row>'),
        TooManyCells,
    ),
    (
        "far row without references",
        small(rows=row(1, HEAD) + '<row r="4000000"><c><v>1</v></c></row>'),
        TooManyCells,
    ),
    ("nothing under the head", sheet_of([HEAD]), NoRows),
    ("blank rows under the head", sheet_of([HEAD, ["", " ", "\u200f"]]), NoRows),
    ("no head", sheet_of([GOOD_ROW]), ColumnsMissing),
    ("a column twice", sheet_of([[*HEAD, "Monthly wage"], GOOD_ROW]), ColumnRepeated),
]


def assert_said_in_both_languages(refusal: Refusal) -> None:
    said = refusal.said()
    for arabic in (said.ar, said.fix_ar):
        assert re.search("[\u0621-\u064a]{3}", arabic)
    for english in (said.en, said.fix_en):
        assert re.fullmatch("[\x20-\x7e\u0621-\u064a]+", english)
    assert not any("{" in text for text in (said.ar, said.en, said.fix_ar, said.fix_en))


class TestReadRows:
    @pytest.mark.parametrize(("content", "kind"), [pytest.param(*c[1:], id=c[0]) for c in HOSTILE])
    async def test_refuses_in_both_languages(self, content: bytes, kind: type[Refusal]) -> None:
        with pytest.raises(Refusal) as raised:
            await read_rows(content, COLUMNS)
        assert type(raised.value) is kind
        assert_said_in_both_languages(raised.value)

    async def test_reads_the_small_workbook_that_the_hostile_ones_vary(self) -> None:
        assert [found.number for found in await read_rows(small(), COLUMNS)] == [2]

    async def test_refuses_more_rows_than_allowed(self) -> None:
        content = sheet_of([HEAD, GOOD_ROW, GOOD_ROW, GOOD_ROW])
        assert len(await read_rows(content, COLUMNS, rows_max=3)) == 3
        with pytest.raises(TooManyRows) as raised:
            await read_rows(content, COLUMNS, rows_max=2)
        assert_said_in_both_languages(raised.value)
        assert "2" in raised.value.said().ar

    async def test_names_the_missing_columns_in_both_languages(self) -> None:
        with pytest.raises(ColumnsMissing) as raised:
            await read_rows(sheet_of([HEAD[:2], GOOD_ROW]), COLUMNS)
        assert "«تاريخ المباشرة»، «الأجر الشهري»" in raised.value.said().ar
        assert '"Start date", "Monthly wage"' in raised.value.said().en

    async def test_names_the_far_cell(self) -> None:
        content = small(rows=row(1, HEAD) + row(2, GOOD_ROW) + f"<row>{cell('XFD900', 'x')}</row>")
        with pytest.raises(TooManyCells) as raised:
            await read_rows(content, COLUMNS)
        assert raised.value.facts == {"last_cell": "XFD900"}


def test_every_refusal_of_the_package_is_known_to_the_reader() -> None:
    defined = {k for k in vars(refusals).values() if isinstance(k, type) and k is not Refusal}
    assert {k for k in defined if issubclass(k, Refusal)} == set(refusals.ALL)
