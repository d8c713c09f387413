"""Settings of payroll."""

from typing import ClassVar

from chassis.settings import ServiceSettings


class PayrollSettings(ServiceSettings):
    """Nothing beyond those of every service."""

    service_name: ClassVar[str] = "payroll"
