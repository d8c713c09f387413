"""`python -m services.notifications`."""

from chassis.command_line import main
from services.notifications.main import service

main(service())
