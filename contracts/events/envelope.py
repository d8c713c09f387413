"""What every event has in common.

An event is a fact in the past tense. A version only gains optional fields; anything else is a new
class with `version = 2`. Readers ignore fields they do not know.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

Amount = Annotated[str, StringConstraints(pattern=r"^-?\d{1,12}\.\d{3}$")]
"""Money in JOD as text with exactly three decimals: `"108.750"`."""

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A calendar month as `YYYY-MM`."""


class Event(BaseModel):
    """Base of all events. A subclass names its topic and which field is the Kafka key."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    topic: ClassVar[str]
    key_field: ClassVar[str]
    version: ClassVar[int] = 1

    @classmethod
    def type_name(cls) -> str:
        """CloudEvents type: `daman.movements.MovementSubmitted.v1`."""
        return f"daman.{cls.owner()}.{cls.__name__}.v{cls.version}"

    @classmethod
    def owner(cls) -> str:
        """The service that publishes it: the first word of the topic."""
        return cls.topic.partition(".")[0]

    def key(self) -> str:
        """The Kafka key: the id of the aggregate whose order matters."""
        return str(getattr(self, self.key_field))


def event_types(kind: type[Event] = Event) -> Iterator[type[Event]]:
    """Every event class that has a topic, in the order of definition."""
    for child in kind.__subclasses__():
        if "topic" in child.__dict__ or hasattr(child, "topic"):
            yield child
        yield from event_types(child)
