"""What the class of a person in the statistics forms says of working directly and leading: domain.md §7.1.

Owns: reading one from the other. Promises: pure; what is stated is never replaced, and what neither says stays None
(X05). Leaves to others: refusing a contradiction (`completeness`), the share of direct workers (M06, targets).
"""

from __future__ import annotations

from shared.events.terms import PersonClass

NAMES = {
    PersonClass.PROVINCE_LEADER: ("lãnh đạo cấp tỉnh, bộ", "leader of province or ministry rank"),
    PersonClass.DEPARTMENT_LEADER: ("lãnh đạo cấp sở, vụ", "leader of department rank"),
    PersonClass.ENTREPRENEUR: ("doanh nhân", "entrepreneur"),
    PersonClass.OTHER_LEADER: ("lãnh đạo khác từ phó phòng trở lên", "other leader from deputy head of office up"),
    PersonClass.DIRECT_WORKER: ("người trực tiếp công tác, lao động", "works directly"),
}


def works_directly(person_class: PersonClass | None, stated: bool | None) -> bool | None:
    """As stated; where nobody stated it, as the class says."""
    if stated is not None or person_class is None:
        return stated
    return person_class is PersonClass.DIRECT_WORKER


def leads(person_class: PersonClass | None, stated: bool | None) -> bool | None:
    """As stated; else as the class says. Entrepreneurs and who works directly may lead something or not."""
    if stated is not None or person_class in (None, PersonClass.ENTREPRENEUR, PersonClass.DIRECT_WORKER):
        return stated
    return True


def contradicts(person_class: PersonClass, *, is_direct_worker: bool | None, is_leader: bool | None) -> bool:
    """Whether class and statements put a person on different sides of the share of direct workers: officials who do not
    lead count with those who work directly."""
    if person_class is PersonClass.DIRECT_WORKER:
        return is_leader is True or (is_direct_worker is False and is_leader is not False)
    return is_direct_worker is True or is_leader is False
