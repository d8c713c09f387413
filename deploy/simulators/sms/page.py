"""The inbox as a page: Arabic, right to left, the newest first, renewed by the browser."""

from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader

from deploy.simulators.sms.messages import Messages

AMMAN = ZoneInfo("Asia/Amman")
OUTCOMES = {"delivered": "سُلّمت", "failed": "لم تُسلّم"}

_templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


def inbox_page(messages: Messages, *, to: str | None, limit: int) -> str:
    """The page of a number's messages, or of all."""
    lines = [
        {
            "to": message.to,
            "text": message.text,
            "at": message.at.astimezone(AMMAN),
            "outcome": OUTCOMES[message.outcome],
            "reported": messages.receipt(message) == "taken",
        }
        for message in reversed(messages.inbox(to=to, limit=limit))
    ]
    return _templates.get_template("inbox.html").render(to=to, lines=lines)
