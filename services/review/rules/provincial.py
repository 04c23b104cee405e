"""The room of the province: everything that is checked between the dossier's arrival and the signed decision.

At receipt: M02 another person receives · M03 the plan's deadline · M09 conflict of interest.
At appraisal, before the council, at signature and submission: G02 a union proposed goes on.
At appraisal: M02 · M09 · P01 within the working days · M11 the area officer heard, where nobody received before ·
P11 what would have to go up is not too old.
Before the council meets: P02 consultation over · P03 public notice finished · P12 Government flags within their share.
In the session: P04 quorum · P06 ballots sound · P05 yes votes · P07 minutes state the counted ratio · P13 ties shown.
At signature: P08 competent decider, number, date · P09 the decision's list is the voted list · P10 bonus · P14 targets.
At the submission to who decides above: P09 · P11 the age of the achievement on that day · M03 the
law's day for files of a state award.
Leaves to others: the tally itself (`vote_law`), who must not vote (`recusal`), who may decide (`competence`).
"""

from __future__ import annotations

from services.review.rules import clocks, list_shape, receipt, subject
from services.review.rules.clocks import appraisal_is_in_time
from services.review.rules.facts import Age, Papers, PassingFacts, ReceiptFacts
from services.review.rules.list_shape import area_officer_was_heard
from services.review.rules.provincial_council import (
    ballots_are_sound,
    decision_is_in_order,
    list_is_the_voted_list,
    minutes_state_the_ratio,
    notice_is_finished,
    quorum_is_reached,
    yes_votes_suffice,
)
from services.review.rules.provincial_order import (
    achievement_is_recent,
    bonus_follows_the_rule,
    consultation_is_over,
    flags_stay_within_share,
    targets_are_counted_again,
    tie_is_shown,
)
from services.review.rules.receipt import another_person_receives, deadline_is_met, judge_is_free
from services.review.rules.subject import subject_goes_on
from shared.verdicts import Evaluation, Rule

AT_RECEIPT: tuple[Rule, ...] = (another_person_receives, deadline_is_met, judge_is_free)
AT_APPRAISAL: tuple[Rule, ...] = (
    another_person_receives, judge_is_free, appraisal_is_in_time, area_officer_was_heard, achievement_is_recent,
    subject_goes_on,
)  # fmt: skip
BEFORE_THE_COUNCIL: tuple[Rule, ...] = (
    consultation_is_over, notice_is_finished, flags_stay_within_share,
)  # fmt: skip
IN_SESSION: tuple[Rule, ...] = (
    quorum_is_reached, ballots_are_sound, yes_votes_suffice, minutes_state_the_ratio, tie_is_shown,
)  # fmt: skip
AT_SIGNATURE: tuple[Rule, ...] = (
    decision_is_in_order, list_is_the_voted_list, bonus_follows_the_rule, targets_are_counted_again,
)  # fmt: skip
AT_SUBMISSION: tuple[Rule, ...] = (list_is_the_voted_list, achievement_is_recent, deadline_is_met)

RULES: dict[str, Rule] = {
    checked.id: checked
    for checked in (*AT_RECEIPT, *AT_APPRAISAL, *BEFORE_THE_COUNCIL, *IN_SESSION, *AT_SIGNATURE, *AT_SUBMISSION)
}
"""Every rule of the provincial stage by its id."""


def at_receipt(facts: ReceiptFacts) -> tuple[Evaluation, ...]:
    return (*receipt.ask_hand(facts.hand), receipt.ask_timeliness(facts.timeliness))


def on_dossier(facts: Papers) -> tuple[Evaluation, ...]:
    """The province rests on the levels below for the papers; it appraises time and law."""
    return ()


def at_passing(facts: PassingFacts) -> tuple[Evaluation, ...]:
    return (
        *receipt.ask_hand(facts.hand),
        *subject.ask_subject(facts.subject),
        clocks.ask_clock(facts.clock),
        *((list_shape.ask_area(facts.area),) if facts.area else ()),
        *((ask_age(facts.age),) if facts.age else ()),
    )


def ask_age(age: Age) -> Evaluation:
    return achievement_is_recent(
        achieved_to=age.achieved_to, submitted_on=age.submitted_on, months=age.months, **age.to_come
    )
