"""`python -m services.payroll`."""

from chassis.command_line import main
from services.payroll.main import service

main(service())
