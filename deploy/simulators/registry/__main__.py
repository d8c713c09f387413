import argparse
from collections.abc import Iterator

from deploy.simulators.registry.app import create_application
from deploy.simulators.registry.papers import id_card_number, passport_number, relatives_of
from deploy.simulators.registry.people import Person, all_persons
from deploy.simulators.serving import serve

COLUMNS = (
    *Person.__dataclass_fields__,
    "id_card_number",
    "passport_number",
    "relative_number",
    "kinship",
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Civil registry of synthetic persons")
    parser.add_argument("--list", type=int, metavar="N", help="print N persons and end")
    count = parser.parse_args().list
    if count is None:
        serve(create_application(), port_default=8051)
        return
    print("\t".join(COLUMNS))
    for person in all_persons()[:count]:
        print("\t".join(_told(person)))


def _told(person: Person) -> Iterator[str]:
    """Everything that somebody needs who wants to be this person."""
    relative, kinship = min(relatives_of(person.national_number), default=("", ""))
    papers = (id_card_number(person), passport_number(person), relative, kinship)
    known = (getattr(person, name) for name in Person.__dataclass_fields__)
    return (str(one or "") for one in (*known, *papers))


if __name__ == "__main__":
    main()
