"""What billing hears."""

from chassis.copies import copies
from contracts.events.identity import SandboxClockMoved
from contracts.events.movements import CoverageStarted, CoverageStopped
from contracts.events.payroll import WagesDeclared
from services.billing.use_cases.close_passed_months import close_passed_months
from services.billing.use_cases.end_cover import end_cover
from services.billing.use_cases.keep_cover import keep_cover
from services.billing.use_cases.keep_wages import keep_wages

consumers = copies("billing")
consumers.on(CoverageStarted)(keep_cover)
consumers.on(CoverageStopped)(end_cover)
consumers.on(WagesDeclared)(keep_wages)
consumers.on(SandboxClockMoved)(close_passed_months)
