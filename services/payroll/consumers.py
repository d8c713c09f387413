"""What payroll hears."""

from chassis.copies import copies
from chassis.limits import keep_limit
from contracts.events.billing import LawParameterSet
from contracts.events.movements import CoverageStarted, CoverageStopped
from services.payroll.use_cases.end_cover import end_cover
from services.payroll.use_cases.keep_cover import keep_cover

consumers = copies("payroll")
consumers.on(LawParameterSet)(keep_limit)
consumers.on(CoverageStarted)(keep_cover)
consumers.on(CoverageStopped)(end_cover)
