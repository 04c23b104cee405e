"""The whole rehearsal: start the house, play every season, look at what came of it.

Owns: the frame around the scenes and `summary.json`. Promises: a step that hangs or goes wrong ends the rehearsal with
its name; mail server and house are ended with it. Leaves to others: scenes, numbers, printing.
"""

from __future__ import annotations

import fcntl
import json
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.demo import preparing
from deploy.demo.client import Line
from deploy.demo.comparing import differences
from deploy.demo.errors import DirectoryTaken, PortTaken
from deploy.demo.house import running_house
from deploy.demo.mailbox import Mailbox
from deploy.demo.make_lists import EXPECTED
from deploy.demo.outcome import await_deliveries, gather
from deploy.demo.progress import Progress
from deploy.demo.season import phases_of, play
from deploy.demo.stage import Season, Stage, begin
from deploy.demo.stage import gather as gather_people
from deploy.demo.story import read_campaigns
from services.audit.queries_verification import Verified
from shared.clock import VIETNAM
from shared.identity import TokenIssuer

SERVED_PORT = 8080


@dataclass(frozen=True)
class Rehearsal:
    """A rehearsal that has been played; the house still runs."""

    stage: Stage
    seasons: Sequence[Season]
    summary: dict[str, Any]
    differences: list[str]


@contextmanager
def rehearsed(directory: Path, *, port: int, progress: Progress, plans: Sequence[str] = ()) -> Iterator[Rehearsal]:
    """Play everything, or the campaigns of some plans; the house runs until the block is left."""
    with _alone_in(directory):
        _refuse_taken(port)
        yield from _rehearsed(directory, port, progress, plans)


def _rehearsed(directory: Path, port: int, progress: Progress, plans: Sequence[str]) -> Iterator[Rehearsal]:
    campaigns = [one for one in read_campaigns() if not plans or one.plan in plans]
    began = time.monotonic()
    with Mailbox(directory / "mails.jsonl") as mailbox:
        (directory / "mails.jsonl").unlink(missing_ok=True)
        progress.announce("Khởi động các dịch vụ / starting the services")
        first_day = campaigns[0].days.registered
        with running_house(directory, port=port, mail_port=mailbox.port, begins=first_day) as house:
            line = Line(port, TokenIssuer(house.settings.keys_dir))
            stage = gather_people(house, line, campaigns, progress.tell)
            seasons = [begin(campaign) for campaign in campaigns]
            preparing.enter_staff(stage)
            for season in seasons:
                _play_season(stage, season, progress)
            progress.announce("Tổng hợp / summing up")
            deliveries, ledger = await_deliveries(stage), house.verify_ledger()
            actual = gather(stage, seasons, deliveries, ledger)
            summary = {
                **_verdict(actual, len(mailbox.recipients())),
                **_details(stage, seasons, ledger),
                "wall_seconds": round(time.monotonic() - began, 1),
            }
            _write(directory / "summary.json", summary)
            line.hang_up()
            yield Rehearsal(stage, seasons, summary, list(summary["differences"]))


def _play_season(stage: Stage, season: Season, progress: Progress) -> None:
    phases = list(phases_of(season))
    for number, phase in enumerate(phases, start=1):
        with progress.phase(season.campaign.title["vi"], f"{number}/{len(phases)}", phase.title, phase.day):
            play(stage, season, phase)


def _verdict(actual: dict[str, Any], mails: int) -> dict[str, Any]:
    """The outcome laid over what was expected of these plans; `mails` are those the mail server counted."""
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    expected["campaigns"] = {plan: one for plan, one in expected["campaigns"].items() if plan in actual["campaigns"]}
    found = list(differences(expected, actual))
    told = sum(campaign["notices"].get("email", 0) for campaign in actual["campaigns"].values())
    if mails != told:
        found.append(f"mails: máy chủ thư nhận / the mail server received {mails}, đã gửi / delivered {told}")
    return {"ok": not found, "differences": found, "expected": expected, "actual": actual, "mails_received": mails}


def _details(stage: Stage, seasons: Sequence[Season], ledger: Verified) -> dict[str, Any]:
    return {
        "votes": {season.campaign.plan: _formulas(season) for season in seasons},
        "stories": {season.campaign.plan: _receipts(stage, season) for season in seasons},
        "decisions": {season.campaign.plan: _decisions(season) for season in seasons},
        "ledger": {"leaves": ledger.size, "root": ledger.root, "faults": len(ledger.faults), "gaps": len(ledger.gaps)},
        "events": stage.house.events(),
        "requests": stage.line.requests,
        "broken_invariants": stage.house.violations(),
        "house_time": stage.house.clock.now().astimezone(VIETNAM).isoformat(),
    }


def _receipts(stage: Stage, season: Season) -> dict[str, str]:
    """Receipt numbers of the planted cases, to look them up by."""
    found = stage.auditor.each("/api/nomination/v1/nominations", plan=season.campaign.plan)
    receipts = {row["id"]: row["receipt"] for row in found}
    planted = {planted.case for planted in season.campaign.planted}
    return {entry.case: receipts[case] for entry, case in season.entries() if entry.case in planted and receipts[case]}


def _formulas(season: Season) -> list[dict[str, Any]]:
    """The votes that turned out otherwise than all nine yes, with their formula."""
    names = {case: (entry.name, entry.award) for entry, case in season.entries()}
    return [
        {"name": names[tally["case"]][0], "award": names[tally["case"]][1], "formula": tally["formula"]}
        for tally in season.seen["tallies"]
        if tally["yes"] < tally["counted_of"]
    ]


def _decisions(season: Season) -> list[dict[str, Any]]:
    return [
        {"number": one["number"], "dated": one["dated"], "names": len(one["items"]), "list_sha256": one["list_sha256"]}
        for one in season.seen["decisions"]
    ]


def _write(path: Path, summary: dict[str, Any]) -> None:
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Data of an earlier run are removed, those of a running one never. The lock ends with its process."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / ".running").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DirectoryTaken(
                f"Một buổi diễn tập khác đang chạy trong {directory}; hãy dừng nó, hoặc chọn thư mục khác"
                " (--directory hay VINHDANH_DEMO_DIR).",
                f"another rehearsal runs in {directory}: stop it, or name another directory (--directory, or"
                " VINHDANH_DEMO_DIR)",
            ) from error
        yield


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                f"Cổng {port} đang được dùng; hãy dừng chương trình kia hoặc chạy SERVE=0.",
                f"port {port} is in use: stop the other program, or run with SERVE=0",
            ) from error


def free_port() -> int:
    """A port of loopback nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
