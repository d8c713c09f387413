"""`python -m services.portal`."""

from chassis.command_line import main
from services.portal.main import service

main(service())
