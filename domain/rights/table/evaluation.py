"""Rights of rounds, evaluations, results and objections (Art. 15 to 17)."""

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
    EVERY,
    EXPERT,
    FINANCE,
    OPERATOR,
    OVERSIGHT,
    OWN,
    PEOPLE,
    READ,
    SUPERVISORS,
    Grant,
    grant,
)
from domain.rights.scope import Holds, IsSet, Mine, Named, Via, Within
from domain.terms import Role

CALLED: Final = IsSet("called_at")
"""Rounds that went out; a draft is the bureau's."""
RESULT_OUT: Final = Named("NoticeItem", "result")
"""Results that stood in a notice; what was decided and never published is for bureau and oversight."""
PANEL_FIELDS: Final = "experts_score experts_grade score_steps decided_grade"
DESK_FIELDS: Final = "reminded_on takeover_reason open_objections reopen_reason"
"""What passes between bureau, department and operator on the way."""
RESULT_FIELDS: Final = "experts_score experts_grade steps"
OBJECTOR: Final = "name contact"
"""Who objects: for the desk that answers."""
OBJECTOR_FIELDS: Final = f"{OBJECTOR} receipt content findings"

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(ANYONE, READ, "Scheme Indicator Notice NoticeItem", EVERY, "第十七条（四）"),
    *grant(ANYONE, READ, "Round", CALLED, "第十五条"),
    *grant(ANYONE, READ, "RoundKind", Via("round", CALLED), "第十五条"),
    *grant(ANYONE, READ, "RoundSubject", Via("round", CALLED), "第十五条", hides="reason"),
    *grant(ANYONE, READ, "ObjectionStanding", EVERY, "第十七条（四）"),
    *grant(SUPERVISORS, READ, "RoundSubject", Via("round", CALLED), "第十五条"),
    *grant(BUREAU, READ, "Round RoundKind RoundSubject", EVERY, "第十五条"),
    *grant((BUREAU, OVERSIGHT), READ, "Evaluation Result PanelMember Expert ExpertEmployer", EVERY, "第十七条"),
    *grant(BUREAU, READ, "Objection", EVERY, "第十七条"),
    *grant(OVERSIGHT, READ, "Objection", EVERY, "第十七条", masks=OBJECTOR),
    *grant((BUREAU, OVERSIGHT), READ, "ExpertScore", Via("evaluation", Holds("panel_closed")), "第十七条（三）"),
    *grant(CENTER, READ, "Evaluation", EVERY, "第十七条", hides=f"{PANEL_FIELDS} {DESK_FIELDS}"),
    *grant(SUPERVISORS, READ, "DistrictSubmission EvaluationMaterial EvaluationMaterialActivity IndicatorValue", EVERY, "第十七条（二）"),
    *grant(SUPERVISORS, READ, "Review", IsSet("material_id"), "第十七条（二）"),
    *grant(FINANCE, READ, "Evaluation", IsSet("published_result_id"), "第十七条", hides=f"{PANEL_FIELDS} {DESK_FIELDS}"),
    *grant(DISTRICT_CENTER, READ, "Evaluation", DISTRICT & IsSet("published_result_id"), "第十七条", hides=f"{PANEL_FIELDS} {DESK_FIELDS}"),
    *grant((FINANCE, CENTER), READ, "Result", RESULT_OUT, "第十七条（四）", hides=RESULT_FIELDS),
    *grant(DEPARTMENT, READ, "Evaluation", DISTRICT, "第十七条（二）", hides=PANEL_FIELDS),
    *grant(DEPARTMENT, READ, "EvaluationMaterial EvaluationMaterialActivity IndicatorValue", DISTRICT, "第十七条（二）"),
    *grant(DEPARTMENT, READ, "Review", DISTRICT & IsSet("material_id"), "第十七条（二）"),
    *grant(DEPARTMENT, READ, "DistrictSubmission", Within("region"), "第十七条（二）"),
    *grant(DEPARTMENT, READ, "Result", DISTRICT & RESULT_OUT, "第十七条（四）", hides=RESULT_FIELDS),
    *grant(DEPARTMENT, READ, "Objection", DISTRICT, "第十七条（四）", hides=OBJECTOR_FIELDS),
    *grant(OPERATOR, READ, "Evaluation", OWN, "第十七条（二）", hides=PANEL_FIELDS),
    *grant(OPERATOR, READ, "EvaluationDraft EvaluationMaterial EvaluationMaterialActivity IndicatorValue", OWN, "第十七条（二）"),
    *grant(OPERATOR, READ, "Review", OWN & IsSet("material_id"), "第十七条（二）"),
    *grant(OPERATOR, READ, "Result", OWN & RESULT_OUT, "第十七条（四）", hides=RESULT_FIELDS),
    *grant(OPERATOR, READ, "Objection", OWN, "第十七条（四）", hides=OBJECTOR_FIELDS),
    *grant(EXPERT, READ, "Evaluation", Within("evaluation", "id"), "第十七条（三）", hides=PANEL_FIELDS),
    *grant(EXPERT, READ, "EvaluationMaterial", Within("evaluation"), "第十七条（三）"),
    *grant(EXPERT, READ, "EvaluationMaterialActivity IndicatorValue", Via("material", Within("evaluation")), "第十七条（三）"),
    *grant(EXPERT, READ, "PanelMember Expert ExpertEmployer", Mine(), "第十七条（三）"),
    *grant(EXPERT, READ, "ExpertScore", Mine() | (Within("evaluation") & Via("evaluation", Holds("panel_closed"))), "第十七条（三）"),
    *grant(AGENCY, READ, "Evaluation", Within("grades", "region_id") & IsSet("published_result_id"), "第十七条（四）", hides=f"{PANEL_FIELDS} {DESK_FIELDS}"),
    *grant(AGENCY, READ, "Result", Within("grades", "region_id") & RESULT_OUT, "第十七条（四）", hides=f"{RESULT_FIELDS} reason"),
    *grant(BUREAU, Act.SAVE_SCHEME, "Scheme", EVERY, "第十六条"),
    *grant(BUREAU, (Act.DRAFT_ROUND, Act.SAVE_ROUND, Act.CALL_ROUND, Act.ADD_SUBJECT, Act.STRIKE_SUBJECT), "Round", EVERY, "第十五条"),
    *grant(BUREAU, (Act.ADD_SUBJECT, Act.STRIKE_SUBJECT), "RoundSubject", EVERY, "第十五条"),
    *grant(BUREAU, Act.WITHDRAW_ROUND, "Round Evaluation", EVERY, "第十五条"),
    *grant(BUREAU, Act.PUBLISH_NOTICE, "Round Evaluation Notice", EVERY, "第十七条（四）"),
    *grant(OPERATOR, (Act.SAVE_EVALUATION_DRAFT, Act.SUBMIT_EVALUATION), "Evaluation", OWN, "第十七条（二）"),
    *grant(DEPARTMENT, (Act.REVIEW_EVALUATION, Act.RETURN_EVALUATION, Act.HAND_IN_DISTRICT), "Evaluation", Within("region"), "第十七条（二）"),
    *grant(DEPARTMENT, Act.HAND_IN_DISTRICT, "DistrictSubmission", Within("region"), "第十七条（二）"),
    *grant(DEPARTMENT, Act.HAND_IN_DISTRICT, "Round", CALLED, "第十七条（二）"),
    *grant(BUREAU, (Act.RETURN_EVALUATION, Act.TAKE_OVER_EVALUATION, Act.DECIDE_MISSING), "Evaluation", EVERY, "第十七条（三）"),
    *grant(BUREAU, (Act.ASSIGN_PANEL, Act.DECIDE_EVALUATION, Act.REOPEN_EVALUATION, Act.CONCLUDE_REOPENING), "Evaluation", EVERY, "第十七条（三）"),
    *grant(BUREAU, (Act.REPLACE_EXPERT, Act.VOID_SCORE), "Evaluation PanelMember", EVERY, "第十七条（三）"),
    *grant(BUREAU, (Act.REGISTER_EXPERT, Act.RETIRE_EXPERT), "Expert", EVERY, "第十七条（三）"),
    *grant(BUREAU, (Act.RECORD_EMPLOYER, Act.END_EMPLOYER), "ExpertEmployer", EVERY, "第十七条（三）"),
    *grant(EXPERT, (Act.SAVE_SCORES, Act.CLOSE_SCORES, Act.RECUSE), "PanelMember", Mine(), "第十七条（三）"),
    *grant(EXPERT, (Act.CLOSE_SCORES, Act.RECUSE), "Evaluation", Within("evaluation", "id"), "第十七条（三）"),
    *grant((*PEOPLE, Role.PUBLIC), Act.RAISE_OBJECTION, "Objection Evaluation", EVERY, "第十七条（四）"),
    *grant(BUREAU, (Act.INVESTIGATE_OBJECTION, Act.DECIDE_OBJECTION, Act.TAKE_UP_TIP_OFF, Act.FILE_TIP_OFF), "Objection", EVERY, "第十七条（四）"),
    *grant(BUREAU, (Act.DECIDE_OBJECTION, Act.TAKE_UP_TIP_OFF), "Evaluation", EVERY, "第十七条（四）"),
    *grant(Role.CLOCK, (Act.COMPLETE_ROUND, Act.CLOSE_ROUND), "Round", EVERY, "第十七条（四）"),
    *grant(Role.CLOCK, Act.FINALISE_EVALUATION, "Evaluation", EVERY, "第十七条（四）"),
)
