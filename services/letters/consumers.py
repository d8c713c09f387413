"""What letters hears."""

from chassis.copies import copies
from contracts.events.billing import ClearanceChanged
from services.letters.use_cases.keep_clearance import keep_clearance

consumers = copies("letters")
consumers.on(ClearanceChanged)(keep_clearance)
