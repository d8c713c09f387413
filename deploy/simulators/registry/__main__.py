import argparse

from deploy.simulators.registry.app import create_application
from deploy.simulators.registry.people import Person, all_persons
from deploy.simulators.serving import serve

COLUMNS = tuple(Person.__dataclass_fields__)


def main() -> None:
    parser = argparse.ArgumentParser(description="Civil registry of synthetic persons")
    parser.add_argument("--list", type=int, metavar="N", help="print N persons and end")
    count = parser.parse_args().list
    if count is None:
        serve(create_application(), port_default=8051)
        return
    print("\t".join(COLUMNS))
    for person in all_persons()[:count]:
        print("\t".join(str(getattr(person, column) or "") for column in COLUMNS))


if __name__ == "__main__":
    main()
