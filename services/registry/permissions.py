"""Who may do what in the register.

Owns: the permissions of the registry service. Promises: the public look-up needs none and is not in this table.
Leaves to others: asking the table (`actions`, `api`).
"""

from __future__ import annotations

from shared.events.terms import Role
from shared.permissions import Jurisdiction, Permission, table

_OFFICERS = frozenset(
    {
        Role.GRASSROOTS_OFFICER,
        Role.GRASSROOTS_HEAD,
        Role.AREA_OFFICER,
        Role.INTERMEDIATE_REVIEWER,
        Role.COUNCIL_SECRETARY,
        Role.COUNCIL_MEMBER,
        Role.SIGNER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)
_UNIT = frozenset({Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD})
_OFFICE = frozenset({Role.COUNCIL_SECRETARY, Role.ADMINISTRATOR})
_RECEIVERS = frozenset({Role.INTERMEDIATE_REVIEWER, Role.COUNCIL_SECRETARY})
_DECIDING = frozenset({Role.COUNCIL_SECRETARY, Role.SIGNER})
_HEAD, _AUDITOR = frozenset({Role.GRASSROOTS_HEAD}), frozenset({Role.AUDITOR})
_OVERSEERS = frozenset({Role.COUNCIL_SECRETARY, Role.SIGNER, Role.AREA_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})

PERMISSIONS = table(
    (
        Permission("present", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        # A complaint may make it wait, at whoever hands it over (domain.md §6).
        Permission("pause_presentation", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("resume_presentation", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        # Who keeps the book closes its files.
        Permission("archive_award", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("read_award", _OFFICERS, Jurisdiction.EVERYWHERE),
        Permission("read_targets", _OFFICERS, Jurisdiction.EVERYWHERE),
        Permission(
            "enter_figures",
            frozenset({Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD}),
            Jurisdiction.OWN_UNIT,
        ),
        Permission(
            "enter_figures_of_units",
            frozenset({Role.COUNCIL_SECRETARY, Role.ADMINISTRATOR}),
            Jurisdiction.EVERYWHERE,
        ),
        Permission("read_figures", _OVERSEERS, Jurisdiction.EVERYWHERE),
        Permission("read_figures_of_own_unit", _UNIT, Jurisdiction.OWN_UNIT),
        Permission("record_initiative", _UNIT, Jurisdiction.OWN_UNIT),
        Permission("record_initiative_of_units", _OFFICE, Jurisdiction.EVERYWHERE),
        Permission("receive_report", _RECEIVERS, Jurisdiction.EVERYWHERE),
        # The body that submitted the award asks for it (ND152 Art 56), or the council's office; the signer decides.
        Permission("propose_remedy_of_own_unit", frozenset({Role.GRASSROOTS_HEAD}), Jurisdiction.OWN_UNIT),
        Permission("propose_remedy", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("invite_awardee", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("hear_awardee", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("decline_remedy", frozenset({Role.SIGNER}), Jurisdiction.HOLDING_BODY),
        Permission("sign_remedy", frozenset({Role.SIGNER}), Jurisdiction.HOLDING_BODY),
        # The authority above has no account here: its later decision is entered from the document.
        Permission("enter_from_above", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        # What somebody is accused of, or when they were born, is for who deals with it and for auditors.
        Permission("read_remedies", _AUDITOR, Jurisdiction.EVERYWHERE),
        Permission("read_remedies_of_body", _DECIDING, Jurisdiction.HOLDING_BODY),
        Permission("read_remedies_of_own_unit", _HEAD, Jurisdiction.OWN_UNIT),
        Permission("demand_return", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("record_return", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        # The authority forgoes what cannot come back; who enters returns does not decide that.
        Permission("accept_loss", frozenset({Role.SIGNER}), Jurisdiction.HOLDING_BODY),
        Permission("read_recoveries", _AUDITOR, Jurisdiction.EVERYWHERE),
        Permission("read_recoveries_of_body", _DECIDING, Jurisdiction.HOLDING_BODY),
        Permission("read_recoveries_of_own_unit", _HEAD, Jurisdiction.OWN_UNIT),
        Permission(
            "lodge_complaint_of_own_unit",
            frozenset({Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD}),
            Jurisdiction.OWN_UNIT,
        ),
        Permission("lodge_complaint", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("accept_complaint", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("reject_complaint", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("settle_complaint", frozenset({Role.SIGNER}), Jurisdiction.HOLDING_BODY),
        # Second complaints, and those about a decision from above, are settled there; here the outcome is entered.
        Permission("enter_settlement_from_above", frozenset({Role.COUNCIL_SECRETARY}), Jurisdiction.HOLDING_BODY),
        Permission("read_complaints", _AUDITOR, Jurisdiction.EVERYWHERE),
        Permission("read_complaints_of_body", _DECIDING, Jurisdiction.HOLDING_BODY),
        # What it lodged itself: the time for a second complaint runs from what became of the first.
        Permission("read_complaints_of_own_unit", _UNIT, Jurisdiction.OWN_UNIT),
    )
)
