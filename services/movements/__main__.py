"""`python -m services.movements`."""

from chassis.command_line import main
from services.movements.main import service

main(service())
