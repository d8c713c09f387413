"""Whom letters asks, what it signs with, where it keeps files."""

from dataclasses import dataclass

from chassis.files import Files
from chassis.peers import Peer
from services.letters.gateways.press import Press
from services.letters.gateways.seals import SealKeys


@dataclass(frozen=True)
class Gateways:
    """Built once a process."""

    billing: Peer
    files: Files
    seals: SealKeys
    press: Press
