"""The hub's signatures against openssl and against vectors that openssl made."""

import base64
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from deploy.simulators.hub.connection import connection_from_environment
from deploy.simulators.hub.messages import PullFacts, Sender, pull_message
from deploy.simulators.hub.signing import (
    SignMode,
    body_text,
    private_key_from,
    public_key_from,
    signature_holds,
)

VECTORS = Path(__file__).parents[1] / "services" / "billing" / "gateways" / "vectors"
KEY = generate_private_key(public_exponent=65537, key_size=2048)
FACTS = PullFacts(billing_no="POL0004711", service_type="Premium & <Co>", biller_code=987)
SPREAD = """<MsgBody>
  <A>
    <B>x</B>
    <C></C>
    <D />
  </A>
  <E>y</E>
</MsgBody>"""
WRITTEN = [
    (SignMode.WITHOUT_FORMAT, "without-format"),
    (SignMode.WITH_FORMAT, "with-format-crlf"),
]


def keys_in(folder: Path) -> tuple[Path, Path]:
    private, public = folder / "key.pem", folder / "public.pem"
    private.write_bytes(
        KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    public.write_bytes(
        KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return private, public


class TestVectors:
    @pytest.mark.parametrize("name", ["pull", "payment"])
    @pytest.mark.parametrize(("mode", "written"), WRITTEN)
    def test_accepts_what_openssl_signed(self, name: str, mode: SignMode, written: str) -> None:
        raw = (VECTORS / f"{name}.{written}.xml").read_bytes()
        key = public_key_from(VECTORS / "hub_public.pem")
        assert signature_holds(raw, key, mode)
        assert not signature_holds(raw.replace(b"POL0004711", b"POL0004712"), key, mode)
        assert not signature_holds(raw, KEY.public_key(), mode)

    @pytest.mark.parametrize(("mode", "written"), WRITTEN)
    def test_holds_in_one_mode_only(self, mode: SignMode, written: str) -> None:
        raw = (VECTORS / f"pull.{written}.xml").read_bytes()
        (other,) = set(SignMode) - {mode}
        assert not signature_holds(raw, public_key_from(VECTORS / "hub_public.pem"), other)


class TestOpenssl:
    @pytest.mark.parametrize("mode", list(SignMode))
    def test_accepts_what_the_hub_signed(self, mode: SignMode, tmp_path: Path) -> None:
        _, public = keys_in(tmp_path)
        raw = pull_message(FACTS, sender=Sender(1, KEY, mode), at=datetime.now(UTC))
        signed = raw[raw.index(b"<MsgBody>") : raw.index(b"<MsgFooter>")].decode()
        assert ("\r\n" in signed) == (mode is SignMode.WITH_FORMAT)
        signature = raw.split(b"<Signature>")[1].split(b"</Signature>")[0]
        (tmp_path / "signature").write_bytes(base64.b64decode(signature))
        files = ["-verify", str(public), "-signature", str(tmp_path / "signature")]
        command = ["openssl", "dgst", "-sha256", *files]
        content = signed.encode("utf-16-le")
        assert subprocess.run(command, input=content, check=True, capture_output=True).stdout == (
            b"Verified OK\n"
        )


class TestBodyText:
    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("<MsgBody></MsgBody>", "<MsgBody></MsgBody>"),
            ("<MsgBody/>", "<MsgBody />"),
            ("<MsgBody> <A/>\n<B></B> </MsgBody>", "<MsgBody><A /><B></B></MsgBody>"),
            (
                "<MsgBody><A>&quot;&#65;&#x26;&gt;</A></MsgBody>",
                '<MsgBody><A>"A&amp;&gt;</A></MsgBody>',
            ),
            ("<MsgBody><A>&amp;lt;</A></MsgBody>", "<MsgBody><A>&amp;lt;</A></MsgBody>"),
        ],
    )
    def test_is_what_dotnet_writes(self, written: str, text: str) -> None:
        raw = f"<MFEP>{written}</MFEP>".encode()
        assert body_text(raw, SignMode.WITHOUT_FORMAT) == text

    def test_puts_each_element_on_its_line(self) -> None:
        raw = b"<MFEP><MsgBody><A><B>x</B><C></C><D/></A><E>y</E></MsgBody></MFEP>"
        assert body_text(raw, SignMode.WITH_FORMAT) == SPREAD.replace("\n", "\r\n")

    def test_is_of_one_body_and_one_signature(self) -> None:
        raw = pull_message(FACTS, sender=Sender(1, KEY), at=datetime.now(UTC))
        mode = SignMode.WITHOUT_FORMAT
        assert signature_holds(raw, KEY.public_key(), mode)
        for twice in (b"MsgBody", b"Security"):
            part = raw[raw.index(b"<" + twice) : raw.index(b"</" + twice) + len(twice) + 3]
            assert not signature_holds(raw.replace(part, part * 2), KEY.public_key(), mode)
        assert not signature_holds(b"<MFEP></MFEP>", KEY.public_key(), mode)
        broken = raw.replace(b"<Signature>", b"<Signature>!")
        assert not signature_holds(broken, KEY.public_key(), mode)


class TestEnvironment:
    def test_names_both_parties(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        private, public = keys_in(tmp_path)
        monkeypatch.setenv("DAMAN_BILLER_URL", "http://gateway:8080/hub/")
        monkeypatch.setenv("DAMAN_HUB_KEY_FILE", str(private))
        monkeypatch.setenv("DAMAN_BILLER_PUBLIC_KEY_FILE", str(public))
        agreed = connection_from_environment()
        assert (agreed.biller_url, agreed.hub_code, agreed.biller_code) == (
            "http://gateway:8080/hub",
            1,
            987,
        )
        assert agreed.key.private_numbers() == KEY.private_numbers()

    def test_refuses_files_without_a_key_for_the_job(self, tmp_path: Path) -> None:
        weak = generate_private_key(public_exponent=65537, key_size=1024)
        path = tmp_path / "weak.pem"
        path.write_bytes(weak.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with pytest.raises(ValueError, match="2048"):
            private_key_from(path)
