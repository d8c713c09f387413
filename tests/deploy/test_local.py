"""What a local stack is made of, without starting it."""

import json
import socket
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.gateway.configuration import configuration
from deploy.local import machine
from deploy.local.environment import on_this_machine
from deploy.local.keys import make_keys, password_of
from deploy.local.machine import free_base
from deploy.local.parts import SERVICES
from deploy.local.place import CHECKOUT, HOST, CannotStart, Place, place_from_environment
from deploy.local.plan import envoy
from deploy.local.topics import new_topics


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "state", CHECKOUT / ".cache", free_base() + 2000)


class TestKeys:
    def test_are_made_once_and_readable_by_their_owner_only(self, place: Place) -> None:
        make_keys(place.keys)
        before = {file.name: file.read_bytes() for file in place.keys.iterdir() if file.is_file()}
        make_keys(place.keys)
        for name, content in before.items():
            file = place.keys / name
            assert file.read_bytes() == content
            assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_every_service_has_its_own_key_and_password(self, place: Place) -> None:
        make_keys(place.keys)
        known = json.loads((place.keys / "services.jwks.json").read_text())["keys"]
        assert [key["kid"] for key in known] == list(SERVICES)
        assert not any("d" in key for key in known)  # no private part
        assert len({password_of(place.keys, name) for name in SERVICES}) == len(SERVICES)


class TestGateway:
    def test_its_configuration_is_valid(self, place: Place, tmp_path: Path) -> None:
        file = tmp_path / "envoy.json"
        file.write_text(json.dumps(configuration(on_this_machine(place))))
        done = subprocess.run(
            [envoy(), "--mode", "validate", "-c", str(file), "--use-dynamic-base-id"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def test_it_never_routes_internal_addresses(self, place: Place) -> None:
        routes = json.dumps(configuration(on_this_machine(place)))
        assert '{"match": {"prefix": "/internal/"}, "direct_response": {"status": 404}}' in routes


class TestMachine:
    def test_a_taken_port_is_named_with_the_way_out(self, place: Place) -> None:
        with socket.socket() as taken:
            taken.bind((HOST, place.port("gateway")))
            taken.listen()
            with pytest.raises(CannotStart, match=rf"Port {place.port('gateway')} \(gateway\)"):
                machine.check(place)

    def test_too_little_memory_is_said(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "_available_mib", lambda: 900)
        with pytest.raises(CannotStart, match="Only 900 MiB"):
            machine.check(place)

    def test_missing_styles_and_fonts_are_said(self, place: Place, tmp_path: Path) -> None:
        with pytest.raises(CannotStart, match="make env"):
            machine.check(replace(place, checkout=tmp_path))

    @pytest.mark.parametrize("base", ["80", "99999", "many"])
    def test_a_wrong_port_base_is_refused(self, monkeypatch: pytest.MonkeyPatch, base: str) -> None:
        monkeypatch.setenv("DAMAN_PORT_BASE", base)
        with pytest.raises(CannotStart, match="DAMAN_PORT_BASE"):
            place_from_environment()


def test_every_topic_has_its_retention() -> None:
    assert all(topic.topic_configs["retention.ms"] for topic in new_topics())
