"""Apache Kafka from its own jars, fetched once by Maven into the cache folder.

With the jars the cache keeps a formatted, empty storage folder and an archive of loaded classes:
both save a start of the Java machine, or half of one, at every later cold start.
"""

import hashlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from deploy.local.java import java, version
from deploy.local.place import CHECKOUT, HOST, CannotStart, Place, child_environment

CONFIGURATION = CHECKOUT / "deploy" / "kafka"
HEAP = ("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
FETCH_SECONDS, RUN_SECONDS = 600, 60


@dataclass(frozen=True)
class Kafka:
    """One version of Kafka in the cache, for one Java."""

    java: Path
    folder: Path
    stamp: str

    @property
    def jars(self) -> Path:
        """The jars."""
        return self.folder / "jars"

    @property
    def formatted(self) -> Path:
        """A storage folder as `format` leaves it."""
        return self.folder / f"formatted-{self.stamp}"

    @property
    def archive(self) -> Path:
        """Loaded classes, for this very Java and these jars."""
        return self.folder / f"classes-{self.stamp}.jsa"

    def command(self, main_class: str, *arguments: str) -> tuple[str, ...]:
        """A command line of one of Kafka's programs."""
        archive = (f"-XX:SharedArchiveFile={self.archive}",) if self.archive.exists() else ()
        return self._run(archive, main_class, *arguments)

    def training_command(self, draft: Path, properties: Path) -> tuple[str, ...]:
        """A broker that writes the archive when it ends."""
        return self._run((f"-XX:ArchiveClassesAtExit={draft}",), "kafka.Kafka", str(properties))

    def _run(self, options: tuple[str, ...], main_class: str, *arguments: str) -> tuple[str, ...]:
        quiet = ("-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
        log = f"-Dlog4j2.configurationFile={CONFIGURATION / 'log4j2.yaml'}"
        start = (str(self.java), *HEAP, *quiet, *options, log)
        return (*start, "-cp", f"{self.jars}/*", main_class, *arguments)


def kafka(place: Place) -> Kafka:
    """The Kafka that this checkout asks for."""
    program = java()
    jars = _stamp((CONFIGURATION / "pom.xml").read_bytes())
    stamp = _stamp((CONFIGURATION / "server.properties").read_bytes(), version(program).encode())
    return Kafka(program, place.cache / f"kafka-{jars}", stamp)


def _stamp(*contents: bytes) -> str:
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:12]


def properties(place: Place, folder: Path) -> str:
    """The broker's settings."""
    return Template((CONFIGURATION / "server.properties").read_text()).substitute(
        host=HOST,
        port=place.port("kafka"),
        controller_port=place.port("kafka-controller"),
        folder=folder,
    )


def prepare(place: Place, tell: Callable[[str], None]) -> Kafka:
    """Fetch and prepare what the cache does not hold yet; `tell` hears of long work."""
    wanted = kafka(place)
    if not wanted.jars.exists():
        tell("Fetching Kafka's jars with Maven (once) …")
        _fetch(wanted)
    if not wanted.formatted.exists():
        tell("Preparing Kafka's storage and class archive (once) …")
        _format(wanted, place)
        _train(wanted, place)
    return wanted


def lay_out(place: Place, wanted: Kafka) -> Path:
    """The storage folder and settings of this stack; the settings' path."""
    folder = place.state / "kafka"
    if not (folder / "meta.properties").exists():
        shutil.rmtree(folder, ignore_errors=True)
        draft = folder.with_name("kafka.draft")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(wanted.formatted, draft)
        draft.replace(folder)
    settings = place.state / "kafka.properties"
    settings.write_text(properties(place, folder))
    return settings


def _fetch(wanted: Kafka) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotStart(
            "Kafka's jars are not in the cache and Maven is missing: install it (Debian: "
            "`apt-get install maven`), or set DAMAN_CACHE to a cache that holds them."
        )
    wanted.folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=wanted.folder))
    pom = draft / "pom.xml"
    shutil.copy(CONFIGURATION / "pom.xml", pom)
    goal = ("dependency:copy-dependencies", "-DincludeScope=runtime")
    # Strict checksums: a jar that arrived damaged ends the build.
    command = (maven, "-q", "-B", "-C", "-f", pom, *goal, f"-DoutputDirectory={draft / 'jars'}")
    _run(command, FETCH_SECONDS, "Maven could not fetch Kafka's jars: is the network there?")
    (draft / "jars").replace(wanted.jars)
    shutil.rmtree(draft)


def _format(wanted: Kafka, place: Place) -> None:
    draft = Path(tempfile.mkdtemp(dir=wanted.folder))
    settings = draft / "server.properties"
    settings.write_text(properties(place, draft / "storage"))
    cluster = hashlib.sha256(b"daman").digest()[:16]
    arguments = ("format", "-t", _cluster_id(cluster), "-c", str(settings))
    command = wanted.command("kafka.tools.StorageTool", *arguments)
    _run(command, RUN_SECONDS, "Kafka could not format its storage.")
    (draft / "storage").replace(wanted.formatted)
    shutil.rmtree(draft)


def _cluster_id(content: bytes) -> str:
    """Kafka's spelling of a 128-bit id: URL-safe base 64 without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _train(wanted: Kafka, place: Place) -> None:
    """Run a broker once so that it writes the archive as it ends.

    A Java without a base archive of its own writes none: then every start takes a second longer.
    """
    folder = Path(tempfile.mkdtemp(dir=wanted.folder))
    shutil.copytree(wanted.formatted, folder / "storage")
    settings = folder / "server.properties"
    settings.write_text(properties(place, folder / "storage"))
    draft = folder / "classes.jsa"
    with (folder / "log").open("wb") as log:
        command = wanted.training_command(draft, settings)
        broker = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        _wait_until_open(place.port("kafka"), broker)
        broker.send_signal(signal.SIGTERM)
        broker.wait(timeout=RUN_SECONDS)
    if draft.exists():
        draft.replace(wanted.archive)
    shutil.rmtree(folder)


def _wait_until_open(port: int, broker: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + RUN_SECONDS
    while time.monotonic() < until and broker.poll() is None:
        with socket.socket() as trial:
            if trial.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    broker.kill()
    raise CannotStart("Kafka did not start for its first time: see the memory that is free.")


def _run(command: Sequence[str | Path], seconds: int, complaint: str) -> None:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        env=child_environment({}),
    )
    if done.returncode != 0:
        raise CannotStart(f"{complaint}\n{(done.stdout + done.stderr)[-1500:]}")
