"""Rights of demands, follow-ups and complaints (Art. 7, 11, 13)."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    AGENCY,
    ANYONE,
    BUREAU,
    CENTER,
    DEPARTMENT,
    DISTRICT,
    DISTRICT_CENTER,
    DISTRICT_DESKS,
    EVERY,
    OPERATOR,
    OVERSIGHT,
    OWN,
    PEOPLE,
    READ,
    SUPERVISORS,
    Grant,
    grant,
)
from domain.rights.scope import Holds, In, Within
from domain.rights.table.evaluation import OBJECTOR, OBJECTOR_FIELDS
from domain.terms import Role
from domain.terms.demands import ComplaintKind, ComplaintState

CENTER_MAY: Final = Within("region") & Holds("center_may")
"""Complaints that a district's centre looks into: those about platforms of its district, but for its own."""
COMPLAINT_FIELDS: Final = f"{OBJECTOR_FIELDS} pass_reason"
"""What might tell an operator who complained, and what passes between the desks."""

GRANTS: Final[tuple[Grant, ...]] = (
    # demands, follow-ups (Art. 7(3), 11)
    *grant(SUPERVISORS, READ, "Demand Match", EVERY, "第七条（三）"),
    *grant(SUPERVISORS, READ, "FollowUp", EVERY, "第十一条"),
    *grant(DISTRICT_DESKS, READ, "Demand Match FollowUp", DISTRICT, "第五条"),
    *grant(OPERATOR, READ, "Demand Match", OWN, "第七条（三）"),
    *grant(OPERATOR, READ, "FollowUp", OWN, "第十一条"),
    *grant(OPERATOR, (Act.RECORD_DEMAND, Act.MATCH_DEMAND, Act.RECORD_MATCH_RESULT, Act.CLOSE_DEMAND, Act.WITHDRAW_DEMAND), "Demand", OWN, "第七条（三）"),
    *grant(OPERATOR, (Act.RECORD_FOLLOW_UP, Act.RECORD_FOLLOW_UP_ACTION, Act.WITHDRAW_FOLLOW_UP), "FollowUp", OWN, "第十一条"),
    # complaints (Art. 7(1), 13)
    *grant((*PEOPLE, Role.PUBLIC), Act.RAISE_COMPLAINT, "Complaint", EVERY, "第七条（一）"),
    *grant(AGENCY, Act.RAISE_COMPLAINT, "Complaint", Within("complaints", "region_id"), "第七条（一）"),
    *grant(ANYONE, READ, "ComplaintStanding", EVERY, "第七条（一）"),
    *(
        each
        for desk in (CENTER, BUREAU)
        for each in (
            *grant(desk, READ, "Complaint", In("city_desk", (desk,)), "第七条（一）", masks=OBJECTOR),
            *grant(desk, READ, "Complaint", In("city_desk", (desk,)) & In("desk", (desk,)), "第七条（一）"),
            *grant(desk, (Act.TAKE_UP_COMPLAINT, Act.ANSWER_COMPLAINT), "Complaint", In("city_desk", (desk,)), "第七条（一）"),
        )
    ),
    *grant(DEPARTMENT, READ, "Complaint", DISTRICT, "第七条（一）", masks=OBJECTOR),
    *grant(DEPARTMENT, READ, "Complaint", DISTRICT & In("desk", (DEPARTMENT,)), "第七条（一）"),
    *grant(DISTRICT_CENTER, READ, "Complaint", CENTER_MAY, "第五条", masks=OBJECTOR),
    *grant(DISTRICT_CENTER, READ, "Complaint", CENTER_MAY & In("desk", (DISTRICT_CENTER,)), "第五条"),
    *grant(DISTRICT_CENTER, (Act.TAKE_UP_COMPLAINT, Act.PASS_ON_COMPLAINT, Act.ANSWER_COMPLAINT), "Complaint", CENTER_MAY, "第五条"),
    *grant(OVERSIGHT, READ, "Complaint", In("kind", (ComplaintKind.FUND_USE,)), "第十三条", masks=OBJECTOR),
    *grant(OPERATOR, READ, "Complaint", OWN & In("state", (ComplaintState.ANSWERED,)), "第七条（一）", hides=COMPLAINT_FIELDS),
    *grant(DEPARTMENT, (Act.TAKE_UP_COMPLAINT, Act.PASS_ON_COMPLAINT, Act.ANSWER_COMPLAINT), "Complaint", Within("region"), "第七条（一）"),
)
