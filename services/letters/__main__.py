"""`python -m services.letters`."""

from chassis.command_line import main
from services.letters.main import service

main(service())
