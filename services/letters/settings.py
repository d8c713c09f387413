"""Settings of letters."""

from typing import ClassVar

from chassis.settings import ServiceSettings


class LettersSettings(ServiceSettings):
    """Nothing beyond those of every service yet."""

    service_name: ClassVar[str] = "letters"
