"""The parts of the system by name."""

SERVICES = (
    "identity",
    "movements",
    "payroll",
    "billing",
    "letters",
    "notifications",
    "portal",
)
SIMULATORS = ("registry", "sms", "hub")
