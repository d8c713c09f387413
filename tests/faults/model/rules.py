"""The rules of the protocol, one a field. A variant breaks one of them."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Rules:
    """What the services hold to; all of it together loses nothing and doubles nothing."""

    key_before_number: bool = True
    """A writer holds its aggregate before it takes the event's sequence number."""

    pending_queue: bool = True
    """The relay reads the queue of what is not yet sent, never `seq > cursor`."""

    lease: bool = True
    """A group of keys is read by the one relay whose session holds its lease.

    Without it nothing is lost, but everything is sent as often as there are relays.
    """

    whole_groups: bool = True
    """Relays share the work by groups of keys, never row by row (SKIP LOCKED)."""

    deleted_after_ack: bool = True
    """A row leaves the queue only after the log has acknowledged it."""

    idempotent_producer: bool = True
    """Behind a message that failed nothing of the same partition goes through."""

    compare_and_set: bool = True
    """A slice begins by moving progress from where its claim left it, or applies nothing."""

    epoch: bool = True
    """That comparison includes the epoch, which every claim of the partition raises."""

    inbox: bool = True
    """Each event is applied once by its id, at whatever offset it comes again."""

    one_transaction: bool = True
    """Progress commits with the effects, never before them."""

    parked_keys_wait: bool = True
    """Later events of a key queue behind its parked one."""

    retrier_holds_key: bool = True
    """Who tries a key's parked events again keeps every other retrier away from them."""


NAMES = [rule.name for rule in fields(Rules)]


def without(name: str) -> Rules:
    """The protocol with one rule broken."""
    if name not in NAMES:
        raise ValueError(f"no such rule: {name} (there are {', '.join(NAMES)})")
    return replace(Rules(), **{name: False})
