"""Whom letters asks, what it signs with, where it keeps files."""

from dataclasses import dataclass

from chassis.files import Files
from chassis.peers import Peer
from chassis.tokens import Signer
from services.letters.gateways.press import Press


@dataclass(frozen=True)
class Gateways:
    """Built once a process."""

    billing: Peer
    files: Files
    signer: Signer
    press: Press
