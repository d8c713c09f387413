"""`python -m services.billing`."""

from chassis.command_line import main
from services.billing.main import add_commands, service

main(service(), extend=add_commands)
