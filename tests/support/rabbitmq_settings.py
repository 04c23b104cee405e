"""How a RabbitMQ is kept apart from every other on the machine.

Owns: its configuration files and environment. Promises: own ports, cookie (in its own home), data and logs; loopback
only; no plugin. Leaves to others: running it (rabbitmq).
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.ports import LOOPBACK

USER = "vinhdanh"
PASSWORD = "only-on-this-stand"

CONFIGURATION = """\
listeners.tcp.1 = {address}:{port}
default_user = {user}
default_pass = {password}
loopback_users = none
disk_free_limit.absolute = 50MB
log.console = true
log.console.level = warning
log.file = false
"""
# The counts of quorum queues are refreshed at each tick; five seconds is too long for a test that waits for them.
ADVANCED = "[{rabbit, [{quorum_tick_interval, 250}]}].\n"


def find_scripts() -> Path | None:
    """Debian's own start scripts. The wrappers in /usr/sbin insist on the user and the data of the system's broker."""
    found = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    return found[-1].parent if found else None


def write_configuration(home: Path, port: int) -> None:
    """The files `environment` points at."""
    told = CONFIGURATION.format(address=LOOPBACK, port=port, user=USER, password=PASSWORD)
    (home / "rabbitmq.conf").write_text(told, encoding="ascii")
    (home / "advanced.config").write_text(ADVANCED, encoding="ascii")
    (home / "enabled_plugins").write_text("[].\n", encoding="ascii")
    (home / "rabbitmq-env.conf").write_text("", encoding="ascii")


def environment(home: Path, node: str, *, epmd_port: int, dist_port: int) -> dict[str, str]:
    """What broker, port mapper and command line need to find each other and nobody else."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "ERL_EPMD_PORT": str(epmd_port),
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "RABBITMQ_NODENAME": node,
        "RABBITMQ_DIST_PORT": str(dist_port),
        "RABBITMQ_CONF_ENV_FILE": str(home / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_PID_FILE": str(home / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
        # Makes the start script become the broker instead of standing before it, so that signals reach it.
        "RUNNING_UNDER_SYSTEMD": "true",
    }
