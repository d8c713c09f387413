"""What each service and simulator is told, here and in containers: the one source of truth.

`docker-compose.yml` repeats it for Docker; `compose_check.py` proves that it repeats it truly.
"""

from collections.abc import Callable
from dataclasses import dataclass

from deploy.local.place import HOST, PORT_OFFSETS, Place

PEERS = ("identity", "movements", "billing")
BILLER = {"DAMAN_HUB_CODE": "1", "DAMAN_BILLER_CODE": "987"}
SETTLEMENT_ACCOUNT = {"DAMAN_SETTLEMENT_ACCOUNT": "JO94CBJO0010000000000131000302"}
SERVICE_TYPE = {"DAMAN_SERVICE_TYPE": "MonthlyContributions"}


@dataclass(frozen=True)
class Surroundings:
    """Where the parts find each other and their files."""

    host: str
    """What a service listens on."""

    state: str
    """The state folder, as the services see it."""

    address: Callable[[str], str]
    """`host:port` under which a part is reached by the others."""

    def url(self, name: str) -> str:
        """HTTP address of a part."""
        return f"http://{self.address(name)}"

    def port(self, name: str) -> str:
        """The port a part listens on."""
        return self.address(name).rpartition(":")[2]

    @property
    def gateway_inside(self) -> str:
        """`host:port` of the gateway's inner listener."""
        host, port = self.address("gateway").rpartition(":")[0], self.port("gateway-inside")
        return f"{host}:{port}"

    @property
    def mail_server(self) -> str:
        """`host:port` that takes mails by SMTP."""
        host = self.address("mail").rpartition(":")[0]
        return f"{host}:{self.port('mail-smtp')}"

    def key(self, name: str) -> str:
        """A file of the key folder."""
        return f"{self.state}/keys/{name}"

    def database(self, role: str, database: str) -> str:
        """A database URL; the password stands in a file only its owner may read."""
        passfile = self.key(f"pgpass/{role}")
        return f"postgresql://{role}@{self.address('postgres')}/{database}?passfile={passfile}"


def on_this_machine(place: Place) -> Surroundings:
    """All parts on the loopback interface."""
    return Surroundings(HOST, str(place.state), place.address)


def in_containers() -> Surroundings:
    """Each part in a container that carries its name; the state folder is a volume."""

    def address(name: str) -> str:
        known = {"postgres": 5432, "kafka": 9092}
        return f"{name}:{known.get(name, 8000 + PORT_OFFSETS[name])}"

    return Surroundings("0.0.0.0", "/state", address)  # noqa: S104 - inside its own container


def service_environment(name: str, around: Surroundings) -> dict[str, str]:
    """The variables of a service."""
    return {
        "DAMAN_ENVIRONMENT": "local",
        "DAMAN_HOST": around.host,
        "DAMAN_PORT": around.port(name),
        "DAMAN_LOG_LEVEL": "INFO",
        "DAMAN_DATABASE_URL": around.database(name, name),
        "DAMAN_DATABASE_OPERATOR_URL": around.database(f"{name}_operator", name),
        "DAMAN_KAFKA": around.address("kafka"),
        "DAMAN_SERVICE_KEY_FILE": around.key(f"{name}.pem"),
        "DAMAN_SERVICE_KEYS_FILE": around.key("services.jwks.json"),
        "DAMAN_IDENTITY_JWKS_URL": f"{around.url('identity')}/.well-known/jwks.json",
        **{f"DAMAN_{peer.upper()}_URL": around.url(peer) for peer in PEERS},
        "DAMAN_FILES_URL": f"file://{around.state}/files/{name}",
        "DAMAN_TRACE_FILE": f"{around.state}/traces/{name}.jsonl",
        **_own(name, around),
    }


def migration_environment(name: str, around: Surroundings) -> dict[str, str]:
    """The variables of `migrate`: those of the service, and the owner's role."""
    return {
        **service_environment(name, around),
        "DAMAN_DATABASE_OWNER_URL": around.database(f"{name}_owner", name),
    }


def _own(name: str, around: Surroundings) -> dict[str, str]:
    """What only this service is told."""
    own = {
        "identity": {
            "DAMAN_TOKEN_KEY_FILE": around.key("identity-token.pem"),
            "DAMAN_PEPPER_FILE": around.key("pepper"),
            "DAMAN_REGISTRY_URL": around.url("registry"),
        },
        "letters": {
            "DAMAN_LETTER_KEY_FILE": around.key("letter-seal.pem"),
            # Where people are: on this machine, also when the parts run in containers.
            "DAMAN_PUBLIC_URL": f"http://{HOST}:{around.port('gateway')}",
        },
        "movements": {"DAMAN_REGISTRY_URL": around.url("registry")},
        "notifications": {
            "DAMAN_SMS_URL": around.url("sms"),
            "DAMAN_SMS_REPORT_SECRET_FILE": around.key("sms-report-secret"),
            "DAMAN_MAIL_SERVER": around.mail_server,
        },
        "billing": {
            "DAMAN_HUB_CERTIFICATES": around.key("hub.public.pem"),
            "DAMAN_BILLER_KEY_FILE": around.key("biller.pem"),
            **BILLER,
            **SERVICE_TYPE,
            **SETTLEMENT_ACCOUNT,
        },
        "portal": {"DAMAN_GATEWAY_URL": f"http://{around.gateway_inside}"},
    }
    return own.get(name, {})


def simulator_environment(name: str, around: Surroundings) -> dict[str, str]:
    """The variables of a simulator."""
    report = "/api/notifications/v1/delivery-reports"
    own = {
        "sms": {
            "DAMAN_SMS_JOURNAL": f"{around.state}/simulators/sms.jsonl",
            "DAMAN_REPORT_URL": around.url("gateway") + report,
            "DAMAN_SMS_REPORT_SECRET_FILE": around.key("sms-report-secret"),
        },
        "hub": {
            "DAMAN_HUB_JOURNAL": f"{around.state}/simulators/hub.jsonl",
            "DAMAN_HUB_KEY_FILE": around.key("hub.pem"),
            "DAMAN_BILLER_PUBLIC_KEY_FILE": around.key("biller.public.pem"),
            "DAMAN_BILLER_URL": around.url("gateway") + "/hub",
            **BILLER,
            **SERVICE_TYPE,
        },
        "mail": {
            "DAMAN_MAIL_JOURNAL": f"{around.state}/simulators/mail.jsonl",
            "DAMAN_SMTP_PORT": around.port("mail-smtp"),
        },
        "bank": {"DAMAN_HUB_URL": around.url("hub"), **SETTLEMENT_ACCOUNT},
    }
    base = {"DAMAN_HOST": around.host, "DAMAN_PORT": around.port(name)}
    return {**base, **own.get(name, {})}
