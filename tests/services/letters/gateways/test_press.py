"""The printed letter: the same every time, read by eyes, by machines and by screen readers."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from joserfc.jwk import ECKey
from PIL import Image

from chassis.tokens import Signer
from deploy.local.place import CHECKOUT
from services.letters.gateways.press import Press
from services.letters.registers import SEAL
from services.letters.rules.content import canonical, hash_of, seal_claims

PICTURES = CHECKOUT / ".local" / "pictures"
CONTENT: dict[str, Any] = {
    "kind": "clearance",
    "template": "clearance-1",
    "number": "2026-000123",
    "establishment": {
        "number": "1004317",
        "name_ar": "شركة الزيتون الصناعية",
        "name_en": "Olive Industries",
    },
    "as_of": "2026-03-20T12:04:09+03:00",
    "ledger": {"position": 7, "last_entry_id": None},
    "issued_on": "2026-03-20",
    "valid_until": "2026-03-31",
}
SIGNER = Signer(ECKey.generate_key("P-256", {"kid": "letters-1"}), "letters-1")


def sealed(content: dict[str, Any]) -> tuple[str, str]:
    text = canonical(content)
    return text, SIGNER.sign(seal_claims(content, hash_of(text)), kind=SEAL)


def named(name: str) -> dict[str, Any]:
    return CONTENT | {"establishment": {**CONTENT["establishment"], "name_ar": name}}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("https://daman.example/")


def codes_on(picture: bytes) -> list[str]:
    """What another program reads off a picture."""
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def test_a_second_print_is_the_same_file(press: Press) -> None:
    letter = sealed(CONTENT)
    first = press.pdf(*letter)
    assert first == press.pdf(*letter) == Press("https://daman.example").pdf(*letter)


def test_it_is_tagged_and_says_its_language_and_title(press: Press) -> None:
    content = press.pdf(*sealed(CONTENT))
    assert content.startswith(b"%PDF-1.7")
    for mark in (b"/Lang(ar-JO)", b"/StructTreeRoot", b"<pdfuaid:part>1<", b"<pdfaid:part>2<"):
        assert mark in content, mark
    assert "براءة ذمة 2026-000123".encode() in content


@pytest.mark.parametrize("dots_per_inch", [90, 110, 200])
def test_its_code_is_read_back_by_another_program(press: Press, dots_per_inch: int) -> None:
    text, seal = sealed(CONTENT)
    picture = press.picture(text, seal, dots_per_inch=dots_per_inch)
    assert codes_on(picture) == [f"https://daman.example/verify#{seal}"]


def test_its_picture_is_kept_to_be_looked_at(press: Press) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = press.picture(*sealed(CONTENT))
    (PICTURES / "letter-clearance.png").write_bytes(picture)
    page = Image.open(io.BytesIO(picture))
    assert page.height / page.width == pytest.approx(297 / 210, abs=0.01)


def test_ink_stands_where_the_arabic_lines_begin(press: Press) -> None:
    """The title's line is set from the right: its right half has ink, its left half has none."""
    page = Image.open(io.BytesIO(press.picture(*sealed(CONTENT)))).convert("L")
    top, bottom = int(page.height * 0.185), int(page.height * 0.222)
    middle = page.width // 2
    left, right = (
        min(page.crop((start, top, end, bottom)).tobytes())
        for start, end in ((0, middle), (middle, page.width))
    )
    assert (left, right < 128) == (255, True)


@pytest.mark.parametrize(
    "name",
    [
        "شركة «النور» للتجارة (م.ع.م) ٢٠٢٤",
        "Société Générale Łódź™ & Co.",
        "北京 🙂",
        '"; #panic() // $x$ *bold* \\',
        "مؤسسة " + "الياسمين " * 30,
    ],
)
def test_any_name_is_set(press: Press, name: str) -> None:
    assert press.pdf(*sealed(named(name))).startswith(b"%PDF")
    assert codes_on(press.picture(*sealed(named(name))))


def test_what_differs_in_content_differs_in_print(press: Press) -> None:
    text, seal = sealed(CONTENT)
    other, _ = sealed(CONTENT | {"valid_until": date(2026, 4, 30).isoformat()})
    assert press.picture(text, seal) != press.picture(other, seal)


def test_every_template_that_was_used_is_still_there() -> None:
    """A letter is printed again with the wording of its issue: templates are added, not changed."""
    folder = CHECKOUT / "services" / "letters" / "templates"
    kept = json.loads((Path(__file__).parent / "templates.json").read_text())
    assert {path.stem: hash_of(path.read_text()) for path in folder.glob("*.typ")} == kept
