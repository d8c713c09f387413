"""What notifications does later: send."""

from uuid import UUID

from chassis.jobs import JobRun, Jobs, TryLater
from chassis.peers import PeerUnavailable
from services.notifications import queries
from services.notifications.gateways import Gateways
from services.notifications.gateways.addresses import (
    Address,
    account_address,
    code_address,
    establishment_address,
    former_address,
    person_address,
)
from services.notifications.gateways.mail import AddressRefused, MailUnavailable
from services.notifications.gateways.sms import NumberRefused, OperatorUnavailable
from services.notifications.models import Message
from services.notifications.rules.templates import SUBJECT, TEMPLATES, Language
from services.notifications.use_cases.mark_sent import mark_sent
from services.notifications.use_cases.queue_message import CODES_LANE, LANE, SEND

jobs = Jobs()
jobs.lanes = {CODES_LANE: 2, LANE: 2}


@jobs.on(SEND)
async def send_message(run: JobRun) -> None:
    """Fetch the address, make the text, hand it to the operator, note it.

    The operator takes one message per reference, so a second start does not send twice. A code is
    made anew at every fetch: its reference carries the attempt, or the phone would keep an old one.
    """
    message_id = UUID(run.payload["message_id"])
    async with run.step() as work:
        message = await queries.message(work, message_id)
    assert message is not None, "a job is written with its message"
    outside: Gateways = run.outside
    try:
        address = await _address(message, outside)
        sent = address is not None and await _send(run, message, address, outside)
    except (PeerUnavailable, OperatorUnavailable, MailUnavailable) as error:
        raise TryLater(str(error)) from error
    async with run.last_step() as work:
        await mark_sent(work, message_id, has_number=sent)


async def _address(message: Message, outside: Gateways) -> Address | None:
    if message.recipient_kind == "code":
        return await code_address(outside.identity, message.recipient_id)
    if message.recipient_kind == "establishment":
        return await establishment_address(outside.identity, message.recipient_id)
    if message.recipient_kind == "account":
        return await account_address(outside.identity, message.recipient_id)
    if message.recipient_kind == "former_phone":
        return await former_address(outside.identity, message.recipient_id)
    return await person_address(outside.movements, message.recipient_id)


async def _send(run: JobRun, message: Message, address: Address, outside: Gateways) -> bool:
    """Hand it over; False if the number or mailbox is refused for good."""
    facts = {**message.facts, **address.facts, "domain": outside.portal_domain}
    language: Language = "en" if address.language == "en" else "ar"
    attempt = f".{run.tries}" if message.recipient_kind == "code" else ""
    text = TEMPLATES[message.template].text(language, facts)
    reference = f"{message.message_id}{attempt}"
    if address.phone is None:
        return await _mail(outside, str(address.email), language, text, reference)
    try:
        await outside.sms.send(to=address.phone, text=text, reference=reference)
    except NumberRefused:
        return False
    return True


async def _mail(outside: Gateways, to: str, language: Language, text: str, reference: str) -> bool:
    subject = SUBJECT.text(language, {})
    try:
        await outside.mail.send(to=to, subject=subject, text=text, reference=reference)
    except AddressRefused:
        return False
    return True
