"""How many messages the story causes: who is told of what (domain.md §6, Notifications), counted along each road.

Owns: the expected number of notices by channel. Promises: worked out from the story alone. Leaves to others: sending,
and what the calendar calls for (`outcome`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from deploy.demo.casting import Entry, email_of
from deploy.demo.people import (
    area_officer_of,
    head_of,
    members_of,
    officer_of,
    players_of,
    reviewer_of,
    secretary_of,
    signer_of,
)
from deploy.demo.story import Campaign
from shared.events.terms import CouncilKind

_COUNCIL_OF = {"title_fighter_province": CouncilKind.STATE, "title_exc_collective": CouncilKind.STATE}


def count_notices(campaign: Campaign, entries: Sequence[Entry]) -> dict[str, int]:
    """Messages in the application and by e-mail; everybody has the one, some have the other."""
    told = Counter(subject for entry in entries for subject in _of_case(campaign, entry))
    told.update(_of_sessions(campaign, entries))
    told.update(_of_launches(campaign))
    if any(entry.end == "awarded" and council_kind(entry.award) is CouncilKind.STATE for entry in entries):
        told[secretary_of(campaign.province.id)] += 1  # the letter is to be sent off
    has_mail = {player.subject for player in players_of(campaign) if player.mail}
    mails = sum(number for subject, number in told.items() if subject in has_mail)
    return {"in_app": sum(told.values()), "email": mails + sum(map(_to_nominee, entries))}


def _to_nominee(entry: Entry) -> int:
    """The award, and that it was handed over; whoever stated no address hears of neither."""
    return 2 if entry.end == "awarded" and email_of(entry) else 0


def _of_launches(campaign: Campaign) -> Iterator[str]:
    """The body right above hears of a launch and of a pledge; a plan is registered with every body above."""
    above = {union.id: union.parent for union in campaign.unions}
    above |= {body.id: campaign.province.id for body in campaign.bodies}
    for one in campaign.launches:
        if one.refused is None and one.unit in above:
            yield _holder(campaign, above[one.unit])
    for plan in campaign.unit_plans:
        unit, is_plan = above[plan.unit], plan.kind == "plan"
        yield _holder(campaign, unit)
        while is_plan and unit in above:
            unit = above[unit]
            yield _holder(campaign, unit)


def _holder(campaign: Campaign, body: str) -> str:
    return secretary_of(body) if body == campaign.province.id else reviewer_of(body)


def sessions_of(entries: Sequence[Entry]) -> list[tuple[CouncilKind, str]]:
    """The meetings a campaign needs: each council's secret one, and an open one for plaques."""
    voted = [entry for entry in entries if entry.end in ("awarded", "voted_down")]
    return sorted({(council_kind(entry.award), ballot_mode(entry.award)) for entry in voted})


def council_kind(award: str) -> CouncilKind:
    return _COUNCIL_OF.get(award, CouncilKind.FEDERATION)


def ballot_mode(award: str) -> str:
    return "open" if award == "plaque_work" else "secret"


def needs_notice(award: str) -> bool:
    return award != "plaque_work"


def _of_case(campaign: Campaign, entry: Entry) -> Iterator[str]:
    """Every message about one case, by recipient."""
    if entry.end in ("row_refused", "blocked"):
        return
    proposer = [officer_of(entry.unit)]
    if not campaign.bodies:
        proposer.append(area_officer_of(campaign.province.id))
    holders = [head_of(entry.unit)]
    if entry.unit in campaign.intermediate_of:
        holders.append(reviewer_of(campaign.intermediate_of[entry.unit].id))
    holders.append(secretary_of(campaign.province.id))
    if entry.end == "withdrawn":
        yield from (holders[0], *proposer)  # arrived, withdrawn
        return
    last = 1 if entry.end == "refused" else len(holders) - 1
    for place, holder in enumerate(holders[: last + 1]):
        yield holder  # arrived
        yield from proposer  # received
        if entry.case == "returned_once" and place == 1:
            yield from proposer  # returned
            yield holder  # supplemented
            yield from proposer  # received again
        yield from proposer  # passed, or refused at this level
    if entry.case == "held_then_released":
        yield from (*proposer, *proposer)
    if entry.end in ("awarded", "voted_down"):
        if needs_notice(entry.award):
            yield from proposer  # published for opinions
        yield from proposer  # on an agenda
    if entry.end == "awarded" and council_kind(entry.award) is CouncilKind.STATE:
        yield from proposer  # submitted to who decides
    if entry.end != "refused":
        yield from proposer  # entered in the register, or refused by the council


def _of_sessions(campaign: Campaign, entries: Sequence[Entry]) -> Iterator[str]:
    for kind, mode in sessions_of(entries):
        members = members_of(campaign.province.id, kind)
        yield from members  # the session opens
        yield from members  # voting opens
        passed = [
            entry
            for entry in entries
            if entry.end == "awarded" and (council_kind(entry.award), ballot_mode(entry.award)) == (kind, mode)
        ]
        if passed:
            yield signer_of(campaign.province.id)
