"""A service's own command line against the running stack, with the settings it runs with."""

import argparse
import subprocess

from deploy.local.environment import on_this_machine, service_environment
from deploy.local.place import CHECKOUT, Place, child_environment, python


def operate(place: Place, arguments: argparse.Namespace) -> int:
    """Run a command of a service: `operate billing parked causes`."""
    environment = service_environment(arguments.service, on_this_machine(place))
    command = python("-m", f"services.{arguments.service}", *arguments.words)
    done = subprocess.run(command, cwd=CHECKOUT, env=child_environment(environment), check=False)
    return done.returncode
