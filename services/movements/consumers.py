"""What movements hears."""

from chassis.copies import copies
from chassis.limits import keep_limit
from contracts.events.billing import LawParameterSet

consumers = copies("movements")
consumers.on(LawParameterSet)(keep_limit)
