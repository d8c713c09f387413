"""What movements hears."""

from chassis.copies import copies
from contracts.events.billing import LawParameterSet
from services.movements.use_cases.keep_limit import keep_limit

consumers = copies("movements")
consumers.on(LawParameterSet)(keep_limit)
