"""Whom notifications asks and through whom it sends."""

from dataclasses import dataclass

from chassis.peers import Peer
from services.notifications.gateways.mail import MailServer
from services.notifications.gateways.sms import SmsOperator


@dataclass(frozen=True)
class Gateways:
    """Built once a process."""

    sms: SmsOperator
    mail: MailServer
    identity: Peer
    movements: Peer
    report_secret: bytes
    portal_domain: str
