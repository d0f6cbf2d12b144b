"""Rights of tasks, inspections, difficulties and circulars (Art. 4 to 6, 13).

Who gives tasks to whom and who inspects whom, each answering for its own.
"""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    ANYONE,
    BUREAU,
    CENTER,
    CITY,
    DEPARTMENT,
    DISTRICT,
    DISTRICT_CENTER,
    DISTRICT_DESKS,
    EVERY,
    OPERATOR,
    OWN,
    READ,
    SUPERVISORS,
    Grant,
    grant,
)
from domain.rights.scope import In, Scope, Within
from domain.terms import Kind, Role
from domain.terms.supervision import CircularState

ISSUERS: Final[tuple[tuple[Role, str, Scope, tuple[Role, ...]], ...]] = (
    (BUREAU, "第四条", EVERY, (OPERATOR, DEPARTMENT, DISTRICT_CENTER)),
    (CENTER, "第五条", EVERY, (OPERATOR, DISTRICT_CENTER)),
    (DEPARTMENT, "第四条", Within("region"), (OPERATOR, DISTRICT_CENTER)),
    (DISTRICT_CENTER, "第五条", Within("region"), (OPERATOR,)),
)
"""A district's centre answers to the municipal centre and to its department alike (Art. 5): both give it tasks and inspect it."""
INSPECTORS: Final[tuple[tuple[Role, str, Scope], ...]] = (
    (CENTER, "第十三条", EVERY),
    (DEPARTMENT, "第六条", Within("region")),
    (DISTRICT_CENTER, "第五条", Within("region") & In("kind", (Kind.DEMO_PLATFORM, Kind.DEMO_BASE))),
)
"""No centre inspects itself."""
INSPECTOR_ACTS: Final = (Act.CARRY_OUT_INSPECTION, Act.ASK_AGAIN_INSPECTION, Act.CLOSE_INSPECTION, Act.CANCEL_INSPECTION)

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(SUPERVISORS, READ, "Task Assignment Inspection InspectionFinding Difficulty", EVERY, "第十三条"),
    *grant(DISTRICT_DESKS, READ, "Task", Within("region"), "第五条"),
    *grant(DISTRICT_DESKS, READ, "Assignment Inspection InspectionFinding Difficulty", DISTRICT, "第五条"),
    *grant(OPERATOR, READ, "Assignment Inspection InspectionFinding Difficulty", OWN, "第六条"),
    *(
        each
        for issuer, article, where, whom in ISSUERS
        for each in (
            *grant(issuer, Act.ISSUE_TASK, "Task", where, article),
            *grant(issuer, Act.ISSUE_TASK, "Assignment", where & In("assignee", whom), article),
            *grant(issuer, (Act.RETURN_ASSIGNMENT, Act.CLOSE_ASSIGNMENT, Act.WITHDRAW_ASSIGNMENT), "Assignment", where & In("issuer", (issuer,)), article),
        )
    ),
    *(
        each
        for assignee, where in ((OPERATOR, OWN), (DEPARTMENT, Within("region")), (DISTRICT_CENTER, Within("region")))
        for each in grant(assignee, (Act.ACKNOWLEDGE_ASSIGNMENT, Act.REPORT_ASSIGNMENT), "Assignment", where & In("assignee", (assignee,)), "第六条")
    ),
    *(
        each
        for inspector, article, where in INSPECTORS
        for each in (
            *grant(inspector, Act.PLAN_INSPECTION, "Inspection", where, article),
            *grant(inspector, INSPECTOR_ACTS, "Inspection", where & In("inspector", (inspector,)), article),
        )
    ),
    *grant(OPERATOR, Act.REPLY_INSPECTION, "Inspection", OWN, "第六条"),
    *grant(CENTER, Act.ASSIGN_DIFFICULTY, "Difficulty", EVERY, "第五条"),
    *(
        each
        for owner, where in ((CENTER, EVERY), (DEPARTMENT, Within("region")), (DISTRICT_CENTER, Within("region")))
        for each in grant(owner, Act.RESOLVE_DIFFICULTY, "Difficulty", where & In("owner", (owner,)), "第五条")
    ),
    *(
        each
        for raiser, where in ((OPERATOR, OWN), (DISTRICT_CENTER, Within("region")), (DEPARTMENT, Within("region")))
        for each in grant(raiser, (Act.RAISE_DIFFICULTY, Act.CLOSE_DIFFICULTY, Act.REOPEN_DIFFICULTY), "Difficulty", where & In("raised_by", (raiser,)), "第五条")
    ),
    *grant((*CITY, *DISTRICT_DESKS, OPERATOR), READ, "Circular", In("state", (CircularState.PUBLISHED, CircularState.ARCHIVED)), "第五条"),
    *grant(ANYONE, READ, "Circular", In("state", (CircularState.PUBLISHED,)), "第五条"),
    *grant(CENTER, READ, "Circular", EVERY, "第五条"),
    *grant(CENTER, (Act.DRAFT_CIRCULAR, Act.SAVE_CIRCULAR, Act.PUBLISH_CIRCULAR, Act.ARCHIVE_CIRCULAR), "Circular", EVERY, "第五条"),
)
"""“作为我市中小企业服务工作牵头部门,负责各类中小企业服务平台的监督、管理工作” (Art. 5)."""
