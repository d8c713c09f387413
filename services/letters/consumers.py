"""What letters hears: so far identity's facts, copied as in every service."""

from chassis.copies import copies

consumers = copies("letters")
