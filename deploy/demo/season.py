"""One season from the first unit to the last handshake, day by day.

Owns: the order of scenes. Promises: a day begins when everything said the day before has been heard.
Leaves to others: the scenes themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from deploy.demo import launching, preparing, reviewing, submitting, trespassing, voting
from deploy.demo.stage import Season, Stage

Act = Callable[[Stage, Season], None]


@dataclass(frozen=True)
class Phase:
    """A day's work, with its title as people say it."""

    title: str
    day: date
    acts: tuple[Act, ...]


def phases_of(season: Season) -> Iterator[Phase]:
    """The days of a season in their order."""
    days = season.campaign.days
    yield Phase("Đăng ký đơn vị, hội đồng / units and councils", days.registered, (
        preparing.register_units, lambda stage, s: preparing.enter_contacts(stage, s.campaign), preparing.seat_councils,
        preparing.enter_hold,
    ))  # fmt: skip
    for day in season.campaign.launching_days:
        yield Phase("Phát động thi đua / launches", day, (partial(launching.launch_and_register, day=day),))
    yield Phase("Nhận danh sách, giấy tờ / lists and papers", days.lists, (
        submitting.upload_lists, submitting.attach_papers,
    ))  # fmt: skip
    yield Phase("Trình hồ sơ / submission", days.submitted, (
        submitting.submit_lists, submitting.supply_paper, submitting.withdraw, trespassing.try_to_overstep,
        preparing.lift_hold,
    ))  # fmt: skip
    yield Phase("Cấp cơ sở / grassroots", days.grassroots, (reviewing.grassroots,))
    if season.campaign.bodies:
        yield Phase("Cấp trên trực tiếp / intermediate", days.intermediate, (reviewing.intermediate,))
    else:
        yield Phase("Cán bộ địa bàn góp ý, tỉnh trả lại / area officer, a return", days.intermediate, (
            reviewing.comment, reviewing.provincial_return,
        ))  # fmt: skip
    yield Phase("Bổ sung hồ sơ / supplements", days.resubmitted, (submitting.resubmit, reviewing.supplemented))
    if season.campaign.late:
        yield Phase("Nộp muộn / late list", days.late, (submitting.submit_late_list, reviewing.late_list))
    yield Phase("Thẩm định cấp tỉnh / provincial appraisal", days.province, (reviewing.provincial,))
    yield Phase("Công khai lấy ý kiến / public notice", days.notice, (voting.publish_notice,))
    yield Phase("Họp hội đồng, bỏ phiếu / council sessions", days.session, (voting.hold_sessions,))
    yield Phase("Ký quyết định, vào sổ / decisions and register", days.signed, (
        voting.sign, voting.await_register, submitting.report_figures, submitting.enter_initiatives,
    ))  # fmt: skip
    yield Phase("Công bố, trao tặng / presentation", days.presented, (voting.present,))


def play(stage: Stage, season: Season, phase: Phase) -> None:
    """One day."""
    stage.house.dawn(phase.day)
    for act in phase.acts:
        act(stage, season)
