import httpx

from deploy.simulators.hub.app import create_application
from deploy.simulators.hub.connection import connection_from_environment
from deploy.simulators.hub.exchange import Hub
from deploy.simulators.hub.line import TIMEOUT_SECONDS
from deploy.simulators.hub.records import Records
from deploy.simulators.journal import journal_from
from deploy.simulators.serving import serve


def main() -> None:
    client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)
    records = Records(journal_from("DAMAN_HUB_JOURNAL"))
    serve(
        create_application(Hub(connection_from_environment(), records, client)),
        port_default=8053,
    )


if __name__ == "__main__":
    main()
