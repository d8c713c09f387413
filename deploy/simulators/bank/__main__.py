import os

import httpx

from deploy.simulators.bank.app import create_application
from deploy.simulators.bank.hub import HubLine
from deploy.simulators.serving import serve


def main() -> None:
    client = httpx.AsyncClient(base_url=os.environ["DAMAN_HUB_URL"], timeout=10, trust_env=False)
    account = os.environ["DAMAN_SETTLEMENT_ACCOUNT"]
    serve(create_application(HubLine(client), account), port_default=8054)


if __name__ == "__main__":
    main()
