"""`python -m services.identity`."""

from chassis.command_line import main
from services.identity.main import add_commands, service

main(service(), extend=add_commands)
