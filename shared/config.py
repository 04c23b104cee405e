"""Settings: read once at start from the environment, frozen, refused when unsafe.

Owns: every `VINHDANH_…` variable. Promises: an invalid or dangerous combination stops the start with the variable's
name. Leaves to others: policy (`policy/`), which is data and not configuration.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from shared.addresses import is_address
from shared.errors import VinhDanhError
from shared.logs import LEVELS
from shared.messaging import BrokerSettings
from shared.words import Words


class Home(StrEnum):
    """Where the code lives: one process on SQLite, or a process per service on PostgreSQL and RabbitMQ."""

    EMBEDDED = "embedded"
    DISTRIBUTED = "distributed"


_LEAST_CONNECTIONS = 5
_DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql+psycopg"})


class SettingsInvalid(VinhDanhError):
    code = "settings.invalid"
    words = Words("Cấu hình không hợp lệ.", "The settings are not valid.")


@dataclass(frozen=True, slots=True)
class MailSettings:
    host: str
    port: int
    sender: str
    starttls: bool
    username: str
    password: str
    timeout: float
    retry_pause: float  # seconds before a refused mail is tried again; doubled each time


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """A clamd that judges what is uploaded: at host and port, or at a socket file where `path` is one.

    `timeout` is the seconds one conversation may take in all, `retry_pause` those until what waits is tried again.
    """

    host: str
    port: int
    path: str | None
    timeout: float
    retry_pause: float = 15.0


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """Who is asked to cosign the ledger's checkpoints: where, and by which public key (a vkey)."""

    url: str
    vkey: str


@dataclass(frozen=True, slots=True)
class Settings:
    home: Home
    data_dir: Path
    database_url: str
    broker: BrokerSettings
    http_host: str
    http_port: int
    keys_dir: Path
    policy_dir: Path | None
    rehearsal: bool
    clock_file: Path | None
    mail: MailSettings
    scanner: ScannerSettings | None
    ledger_key: Path
    checkpoint_seconds: float
    witnesses: tuple[WitnessSettings, ...]
    pool_size: int
    max_body_bytes: int
    log_level: str
    build: str  # the release's own name, as its image has it; empty where nobody gave one

    def database_of(self, service: str) -> str:
        return self.database_url.replace("{service}", service)

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"


def read_settings(env: Env | None = None) -> Settings:
    """The settings of this process; `SettingsInvalid` names the variable that is wrong."""
    env = env or Env(prefix="VINHDANH_")
    try:
        settings = _read(env)
    except (EnvError, ValueError) as error:
        raise SettingsInvalid(f"Cấu hình sai: {error}", f"wrong setting: {error}") from error
    _refuse_danger(settings)
    return settings


def read_build(env: Env | None = None) -> str:
    """Which build of the house this is: told even where another setting is wrong."""
    return (env or Env(prefix="VINHDANH_")).str("BUILD", "")


def _read(env: Env) -> Settings:
    home = _home(env.str("HOME", Home.EMBEDDED.value))
    embedded = home is Home.EMBEDDED
    data_dir = Path(env.str("DATA_DIR", "var/home")).resolve()
    keys_dir = Path(env.str("KEYS_DIR", str(data_dir / "keys")))
    clock_file = env.str("CLOCK_FILE", "")
    policy_dir = env.str("POLICY_DIR", "")
    return Settings(
        home=home,
        data_dir=data_dir,
        database_url=env.str("DATABASE_URL", f"sqlite:///{data_dir}/{{service}}.sqlite" if embedded else ""),
        broker=BrokerSettings(
            url=env.str("BROKER_URL", "memory://" if embedded else ""), heartbeat=env.int("BROKER_HEARTBEAT", 10)
        ),
        http_host=env.str("HTTP_HOST", "127.0.0.1"),
        http_port=env.int("HTTP_PORT", 8080),
        keys_dir=keys_dir,
        policy_dir=Path(policy_dir) if policy_dir else None,
        rehearsal=env.bool("REHEARSAL", False),
        clock_file=Path(clock_file) if clock_file else None,
        mail=MailSettings(
            host=env.str("SMTP_HOST", ""),
            port=env.int("SMTP_PORT", 25),
            sender=env.str("SMTP_SENDER", "khong-tra-loi@vinhdanh.invalid"),
            starttls=env.bool("SMTP_STARTTLS", False),
            username=env.str("SMTP_USERNAME", ""),
            password=env.str("SMTP_PASSWORD", ""),
            timeout=env.float("SMTP_TIMEOUT", 10.0),
            retry_pause=env.float("SMTP_RETRY_SECONDS", 30.0),
        ),
        scanner=_scanner(
            env.str("SCANNER", ""), env.float("SCANNER_TIMEOUT", 15.0), env.float("SCANNER_RETRY_SECONDS", 15.0)
        ),
        ledger_key=Path(env.str("LEDGER_KEY", str(keys_dir / "ledger.key"))),
        checkpoint_seconds=env.float("CHECKPOINT_SECONDS", 20.0),
        witnesses=_witnesses(env.str("WITNESSES", "")),
        pool_size=env.int("POOL_SIZE", 20),
        max_body_bytes=env.int("MAX_BODY_BYTES", 12 * 1024 * 1024),
        log_level=env.str("LOG_LEVEL", "INFO").upper(),
        build=read_build(env),
    )


def _home(written: str) -> Home:
    try:
        return Home(written)
    except ValueError as error:
        raise ValueError(f"VINHDANH_HOME is {' or '.join(Home)}, not {written}") from error


def _scanner(written: str, timeout: float, pause: float) -> ScannerSettings | None:
    """`tcp://HOST:PORT` or `unix:///PATH`; none where nothing is written."""
    if not written:
        return None
    where = urlsplit(written)
    is_plain = not (where.query or where.fragment or where.username)
    if is_plain and where.scheme == "unix" and not where.netloc and where.path.strip("/"):
        return ScannerSettings("", 0, where.path, timeout, pause)
    port = where.netloc.rpartition(":")[2]
    if is_plain and where.scheme == "tcp" and where.hostname and _is_port(port) and where.path in ("", "/"):
        return ScannerSettings(where.hostname, int(port), None, timeout, pause)
    raise ValueError("VINHDANH_SCANNER is tcp://HOST:PORT or unix:///PATH of a clamd")


def _is_port(written: str) -> bool:
    return written.isdecimal() and 0 < int(written) < 65536


def _witnesses(written: str) -> tuple[WitnessSettings, ...]:
    """`URL VKEY`, several with a comma between."""
    found = []
    for one in filter(None, (part.strip() for part in written.split(","))):
        url, _, vkey = one.partition(" ")
        if not url.startswith(("https://", "http://")) or not vkey.strip():
            raise ValueError("VINHDANH_WITNESSES is `URL VKEY`, several with a comma between")
        found.append(WitnessSettings(url.rstrip("/"), vkey.strip()))
    return tuple(found)


def _is_database(written: str) -> bool:
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        return False
    return url.drivername in _DRIVERS and (url.port is None or 0 < url.port < 65536)


def _refuse_danger(settings: Settings) -> None:
    reasons = []
    if settings.home is Home.DISTRIBUTED:
        if not settings.database_url.startswith("postgresql+psycopg://"):
            reasons.append("VINHDANH_DATABASE_URL must be postgresql+psycopg://… in the distributed home")
        if not settings.broker.url.startswith(("amqp://", "amqps://")):
            reasons.append("VINHDANH_BROKER_URL must be amqp://… in the distributed home")
    elif not settings.broker.is_memory:
        reasons.append("VINHDANH_BROKER_URL is for the distributed home; the embedded one has its own")
    if "{service}" not in settings.database_url:
        reasons.append("VINHDANH_DATABASE_URL must contain {service}: each service has its own database")
    if not _is_database(settings.database_of("nomination")):
        # The address is not repeated: it may hold a password.
        reasons.append("VINHDANH_DATABASE_URL is no address of a database: postgresql+psycopg://… or sqlite:///…")
    if settings.pool_size < _LEAST_CONNECTIONS:
        least = f"at least {_LEAST_CONNECTIONS}"
        reasons.append(f"VINHDANH_POOL_SIZE must be {least}: relay and ledger keep three to themselves")
    if settings.policy_dir is not None and not settings.policy_dir.is_dir():
        reasons.append(f"VINHDANH_POLICY_DIR is no directory: {settings.policy_dir}")
    if settings.log_level not in LEVELS:
        reasons.append(f"VINHDANH_LOG_LEVEL is one of {', '.join(LEVELS)}, not {settings.log_level}")
    if settings.clock_file is not None and not settings.rehearsal:
        reasons.append("VINHDANH_CLOCK_FILE moves deadlines and dates: it needs VINHDANH_REHEARSAL=1")
    if settings.mail.timeout <= 0:
        reasons.append("VINHDANH_SMTP_TIMEOUT must be more than nought: the seconds an answer may take")
    if settings.mail.host and not is_address(settings.mail.sender):
        reasons.append("VINHDANH_SMTP_SENDER must be one plain address, like khong-tra-loi@donvi.vn, without a name")
    if not 0 < settings.mail.port < 65536:
        reasons.append("VINHDANH_SMTP_PORT must be a port")
    if settings.mail.retry_pause <= 0:
        reasons.append("VINHDANH_SMTP_RETRY_SECONDS must be more than nought: a refused mail is not tried at once")
    if settings.scanner is not None and min(settings.scanner.timeout, settings.scanner.retry_pause) <= 0:
        reasons.append("VINHDANH_SCANNER_TIMEOUT and VINHDANH_SCANNER_RETRY_SECONDS must be more than nought")
    if settings.checkpoint_seconds <= 0:
        reasons.append("VINHDANH_CHECKPOINT_SECONDS must be more than nought: so often the ledger signs what is new")
    if not 0 <= settings.http_port < 65536:
        reasons.append("VINHDANH_HTTP_PORT must be a port")
    if reasons:
        joined = "; ".join(reasons)
        raise SettingsInvalid(f"Cấu hình không an toàn hoặc sai: {joined}", joined)
