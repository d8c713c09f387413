import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from services.billing.gateways.mfep.codes import ResultCode
from services.billing.gateways.mfep.document import BYTES_MAX, MalformedMessage
from services.billing.gateways.mfep.signatures import (
    TextMode,
    msg_body_texts,
    read_public_key,
    sign,
    verify,
)
from tests.services.billing.gateways.hub_messages import (
    HUB_KEY,
    PAYMENT,
    PULL_BODY,
    VECTORS,
    message,
    payment_body,
    signature_of,
)

HUB = [HUB_KEY.public_key()]
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()


def openssl_key() -> RSAPublicKey:
    return read_public_key((VECTORS / "hub_public.pem").read_bytes())


def code_of(raw: bytes) -> ResultCode:
    with pytest.raises(MalformedMessage) as caught:
        verify(raw, HUB)
    return caught.value.code


class TestSignedElsewhere:
    @pytest.mark.parametrize("name", ["pull", "payment"])
    @pytest.mark.parametrize("mode", list(TextMode))
    def test_accepts_what_openssl_signed(self, name: str, mode: TextMode) -> None:
        raw = (VECTORS / f"{name}.{mode}.xml").read_bytes()
        assert (VECTORS / f"{name}.{mode}.sig").read_bytes().strip() in raw
        assert verify(raw, [openssl_key()]) is mode

    @pytest.mark.parametrize("mode", list(TextMode))
    def test_refuses_the_signature_of_another_message(self, mode: TextMode) -> None:
        raw = (VECTORS / f"payment.{mode}.xml").read_bytes()
        theirs = (VECTORS / f"payment.{mode}.sig").read_bytes().strip()
        ours = (VECTORS / f"pull.{mode}.sig").read_bytes().strip()
        assert verify(raw.replace(theirs, ours), [openssl_key()]) is None

    def test_reads_the_key_from_a_certificate(self) -> None:
        key = read_public_key((VECTORS / "hub_certificate.pem").read_bytes())
        assert key.public_numbers() == openssl_key().public_numbers()

    @pytest.mark.parametrize(
        ("mode", "characters", "digest"),
        [
            (
                TextMode.WITHOUT_FORMAT,
                134,
                "4821f3638445b243cdc8f2756a1bb034acc6e127538b2b8afea2fc55c7469928",
            ),
            (
                TextMode.WITH_FORMAT_CRLF,
                160,
                "5ae985d2bad40a54fe497be94d0db98c6f48146a2b7d8428827c3d063536680a",
            ),
            (
                TextMode.WITH_FORMAT_LF,
                154,
                "2324cfbe78aceeea4615cff9828caa8fdb7c6677ff8228085afe51dbc7a57a34",
            ),
        ],
    )
    def test_renders_the_known_texts(self, mode: TextMode, characters: int, digest: str) -> None:
        text = msg_body_texts((VECTORS / "pull.with-format-lf.xml").read_bytes())[mode]
        assert len(text) == characters
        assert hashlib.sha256(text.encode("utf-16-le")).hexdigest() == digest


class TestVerify:
    def test_accepts_either_key_while_the_hub_changes_its_certificate(self) -> None:
        raw = message(PULL_BODY)
        assert verify(raw, [OTHER, *HUB]) is verify(raw, [*HUB, OTHER]) is TextMode.WITHOUT_FORMAT

    def test_refuses_when_no_key_fits(self) -> None:
        assert verify(message(PULL_BODY), [OTHER]) is None
        assert verify(message(PULL_BODY), []) is None

    @given(at=st.integers(min_value=0, max_value=len(PULL_BODY) * 8 - 1))
    def test_refuses_any_flipped_bit_of_the_body(self, at: int) -> None:
        body = bytearray(PULL_BODY.encode())
        body[at // 8] ^= 1 << at % 8
        raw = message(PULL_BODY).replace(PULL_BODY.encode(), bytes(body))
        try:
            accepted = verify(raw, HUB)
        except MalformedMessage:
            return
        # A flip inside a tag may leave white space there: the same element, the same content.
        assert accepted is None or msg_body_texts(raw)[accepted] == PULL_BODY

    @pytest.mark.parametrize("position", [0, 100, 255])
    def test_refuses_a_flipped_bit_of_the_signature(self, position: int) -> None:
        genuine = bytearray(base64.b64decode(signature_of(PULL_BODY)))
        genuine[position] ^= 1
        forged = base64.b64encode(genuine).decode()
        assert verify(message(PULL_BODY, signature=forged), HUB) is None

    def test_tells_how_an_empty_element_was_written(self) -> None:
        raw = message("<MsgBody><A/><B></B><C> </C></MsgBody>")
        text = msg_body_texts(raw)[TextMode.WITHOUT_FORMAT]
        assert text == "<MsgBody><A /><B></B><C></C></MsgBody>"

    @given(
        st.text(
            st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
            max_size=40,
        )
    )
    def test_reads_text_as_another_parser_does(self, text: str) -> None:
        element = etree.Element("MsgBody")
        etree.SubElement(element, "A").text = text or None
        raw = message(etree.tostring(element, encoding="unicode"))
        rendered = msg_body_texts(raw)[TextMode.WITHOUT_FORMAT]
        assert (etree.fromstring(rendered).findtext("A") or "").strip() == text.strip()


class TestHostileXml:
    def test_refuses_a_missing_signature(self) -> None:
        raw = message(PULL_BODY)
        start, end = raw.index(b"<MsgFooter>"), raw.index(b"</MFEP>")
        assert code_of(raw[:start] + raw[end:]) is ResultCode.SIGNATURE_MISSING
        assert code_of(message(PULL_BODY, signature="")) is ResultCode.SIGNATURE_MISSING

    def test_refuses_what_is_not_base64(self) -> None:
        assert code_of(message(PULL_BODY, signature="!!!!")) is ResultCode.INVALID_SIGNATURE

    @pytest.mark.parametrize("place", ["<MsgHeader>", "<MsgFooter>", "<AcctInfo>"])
    def test_refuses_a_second_body_wherever_it_hides(self, place: str) -> None:
        raw = message(PULL_BODY).decode().replace(place, place + PULL_BODY, 1)
        assert code_of(raw.encode()) is ResultCode.INVALID_SCHEMA

    def test_refuses_a_wrapped_body(self) -> None:
        wrapped = f"<Wrap>{PULL_BODY}</Wrap>"
        raw = message(wrapped, signature="AAAA")
        assert code_of(raw) is ResultCode.INVALID_SCHEMA

    @pytest.mark.parametrize("place", ["<MsgHeader>", "<Security>"])
    def test_refuses_a_second_signature(self, place: str) -> None:
        extra = f"{place}<Signature>AAAA</Signature>"
        raw = message(PULL_BODY).decode().replace(place, extra, 1)
        assert code_of(raw.encode()) is ResultCode.INVALID_SIGNATURE

    @pytest.mark.parametrize(
        "planted",
        [
            '<!DOCTYPE MFEP [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
            '<!DOCTYPE MFEP [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
            '<!DOCTYPE MFEP SYSTEM "http://127.0.0.1:9/x.dtd">',
            "<!-- remark -->",
            "<?php x?>",
        ],
    )
    def test_refuses_dtd_entities_comments_and_instructions(self, planted: str) -> None:
        raw = message(PULL_BODY).replace(b"<MFEP>", planted.encode() + b"<MFEP>")
        assert code_of(raw) is ResultCode.INVALID_SCHEMA

    def test_refuses_an_entity_and_a_cdata_section(self) -> None:
        for planted in ("&x;", "<![CDATA[POL]]>"):
            raw = message(PULL_BODY.replace("POL0004711", planted))
            assert code_of(raw) is ResultCode.INVALID_SCHEMA

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "iso-8859-6", "iso-8859-1"])
    def test_refuses_any_other_encoding(self, encoding: str) -> None:
        text = message(PULL_BODY).decode().replace('"utf-8"', f'"{encoding}"')
        assert code_of(text.encode(encoding)) is ResultCode.INVALID_SCHEMA

    def test_refuses_bytes_that_are_not_utf8(self) -> None:
        raw = message(PULL_BODY.replace("Premium", "Pr\xe9mium")).decode().encode("iso-8859-1")
        assert code_of(raw) is ResultCode.INVALID_SCHEMA

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"<MFEP>",
            b"{}",
            b"<Other/>",
            b"<MFEP/>",
            b"<MFEP>" * 100_000,
            b"<MFEP><MsgBody>" + b"<a>" * 40 + b"</a>" * 40 + b"</MsgBody></MFEP>",
            b" " * (BYTES_MAX + 1),
        ],
    )
    def test_refuses_what_is_no_message(self, raw: bytes) -> None:
        assert code_of(raw) is ResultCode.INVALID_SCHEMA

    @given(st.binary(max_size=200))
    def test_never_fails_in_another_way(self, raw: bytes) -> None:
        assert code_of(raw) is ResultCode.INVALID_SCHEMA


class TestKeys:
    @pytest.mark.parametrize(
        "key",
        [
            ec.generate_private_key(ec.SECP256R1()).public_key(),
            rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key(),
        ],
    )
    def test_refuses_another_kind_and_a_weak_one(
        self, key: RSAPublicKey | ec.EllipticCurvePublicKey
    ) -> None:
        pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        with pytest.raises(ValueError, match="RSA"):
            read_public_key(pem)

    def test_signs_what_it_verifies(self) -> None:
        body = payment_body(PAYMENT)
        assert verify(message(body, signature=sign(body, HUB_KEY)), HUB)
