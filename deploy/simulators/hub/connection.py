"""What was agreed with the biller, from the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from deploy.simulators.hub.signing import SignMode, private_key_from, public_key_from


@dataclass(frozen=True)
class Connection:
    """Both parties' codes and keys, the biller's address, and the hub's patience.

    `attempts` is how often a notification is sent before it is put on hold; the pause between two
    attempts starts with `pause` seconds and doubles.
    """

    biller_url: str
    hub_code: int
    biller_code: int
    service_type: str
    key: RSAPrivateKey
    biller_key: RSAPublicKey
    mode: SignMode = SignMode.WITHOUT_FORMAT
    attempts: int = 5
    pause: float = 0.2


def connection_from_environment() -> Connection:
    """The connection; KeyError names a variable that is missing."""
    return Connection(
        biller_url=os.environ["DAMAN_BILLER_URL"].rstrip("/"),
        hub_code=int(os.environ.get("DAMAN_HUB_CODE", "1")),
        biller_code=int(os.environ.get("DAMAN_BILLER_CODE", "987")),
        service_type=os.environ.get("DAMAN_SERVICE_TYPE", "MonthlyContributions"),
        key=private_key_from(Path(os.environ["DAMAN_HUB_KEY_FILE"])),
        biller_key=public_key_from(Path(os.environ["DAMAN_BILLER_PUBLIC_KEY_FILE"])),
        mode=SignMode(os.environ.get("DAMAN_HUB_SIGN_MODE", SignMode.WITHOUT_FORMAT)),
        attempts=int(os.environ.get("DAMAN_HUB_ATTEMPTS", "5")),
    )
