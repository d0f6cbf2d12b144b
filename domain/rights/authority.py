"""THE table of rights: who may do what to which rows. Silence is no; a grant only ever adds.

A noun is named as its class is (`"Report"`). Reading is the act `READ`. A grant to create names the noun created
and the scope its anchors must lie in. Rules about persons (four eyes, recusal) are refusals in the chapters, not here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from typing import Final

from domain.kernel.acts import Act
from domain.rights.scope import All, Holds, In, IsSet, Mine, Named, Nothing, Scope, Via, Within
from domain.terms import Kind, Role
from domain.terms.demands import ComplaintKind, ComplaintState
from domain.terms.money import FundUseState, SubsidyState
from domain.terms.network import DatedState, EntryState
from domain.terms.registry import FilingRecipient
from domain.terms.reporting import ObligationKind
from domain.terms.services import DisclosureState
from domain.terms.supervision import CircularState
from domain.terms.targets import ResponsibilityState, TargetLevel

READ, LOOK_UP = Act.READ, Act.LOOK_UP
BUREAU, FINANCE, CENTER, OVERSIGHT = Role.MUNICIPAL_BUREAU, Role.FINANCE_BUREAU, Role.MUNICIPAL_CENTER, Role.OVERSIGHT
DEPARTMENT, DISTRICT_CENTER, OPERATOR, EXPERT = Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER, Role.OPERATOR, Role.EXPERT
SYSTEM, SECURITY, AUDIT = Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR
ADMINISTRATORS: Final = (SYSTEM, SECURITY, AUDIT)
CITY: Final = (BUREAU, FINANCE, CENTER, OVERSIGHT)
SIGNED_IN: Final = (*CITY, DEPARTMENT, DISTRICT_CENTER, OPERATOR, EXPERT, *ADMINISTRATORS, Role.AGENCY)
ANYONE: Final = (*SIGNED_IN, Role.PUBLIC)

DISTRICT_DESKS: Final = (DEPARTMENT, DISTRICT_CENTER)
STAFF: Final = (*CITY, *ADMINISTRATORS, *DISTRICT_DESKS)
"""Who works at a desk of the authorities: a session left idle there ends."""

EVERY: Final = All()
DISTRICT: Final = Within("region") | Within("platform")
"""A district reads by the frozen region of a filing, and by the platforms that are its own today."""
OWN: Final = Within("platform")
SERVICES: Final = "ActivityEnterprise Demand Match FollowUp"
"""What tells whose enterprise it is, beside who entered it."""
SENT: Final = IsSet("first_submitted_at")
SUPERVISORS: Final = (BUREAU, CENTER, OVERSIGHT)
"""Who reads every report; the finance bureau reads what it pays."""
EITHER_DISTRICT: Final = DISTRICT | Within("region", "other_region_id") | Within("platform", "other_platform_id")
"""Desks of either place at which the same stands."""
EITHER_OWN: Final = OWN | Within("platform", "other_platform_id")
FILED: Final = IsSet("report_id") | IsSet("consolidation_id")
QUARTERLY: Final = In("kind", (ObligationKind.REPORT, ObligationKind.CONSOLIDATION))
AUTHOR_ACTS: Final = (Act.START_CONSOLIDATION, Act.SAVE_CONSOLIDATION_DRAFT, Act.SUBMIT_CONSOLIDATION, Act.AMEND_CONSOLIDATION, Act.DISCARD_CONSOLIDATION_AMENDMENT)
CALLED: Final = IsSet("called_at")
"""Rounds that went out; a draft is the bureau's."""
RESULT_OUT: Final = Named("NoticeItem", "result")
"""Results that stood in a notice; what was decided and never published is for bureau and oversight."""
LASTED: Final = In("state", (DatedState.CURRENT, DatedState.ENDED))
"""What was so, once or still; what was entered by mistake is for those who keep the records."""
PANEL_FIELDS: Final = "experts_score experts_grade score_steps decided_grade"
DESK_FIELDS: Final = "reminded_on takeover_reason open_objections reopen_reason"
"""What passes between bureau, department and operator on the way."""
RESULT_FIELDS: Final = "experts_score experts_grade steps"
OBJECTOR_FIELDS: Final = "receipt content name contact findings"
COMPLAINT_FIELDS: Final = f"{OBJECTOR_FIELDS} pass_reason"
"""What might tell an operator who complained, and what passes between the desks."""
OFFERED: Final = In("state", (ResponsibilityState.OFFERED, ResponsibilityState.SIGNED, ResponsibilityState.AMENDED))
"""Letters of responsibility that went out; a draft is the municipal centre's."""
LETTER_ACTS: Final = (Act.DRAFT_RESPONSIBILITY_LETTER, Act.SAVE_RESPONSIBILITY_LETTER, Act.OFFER_RESPONSIBILITY_LETTER, Act.WITHDRAW_OFFER, Act.AMEND_RESPONSIBILITY_LETTER)
PAYEE: Final = Within("entity", "holder_id")
AWARDED: Final = In("state", tuple(state for state in SubsidyState if state not in (SubsidyState.CALCULATED, SubsidyState.CANCELLED)))
"""Subsidies the bureau approved: society sees what was given to whom (Art. 13).

“财政专项经费的使用接受财政、审计、监察部门和社会的监督” (Art. 13).
"""
# supervision: who gives tasks to whom and who inspects whom, each answering for its own
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

DISCLOSED: Final = In("state", (DisclosureState.PUBLISHED, DisclosureState.SUPERSEDED))
SENT_ONCE: Final = IsSet("first_sent_at")
"""Change filings that went to anybody; until then they are the operator's own."""
COPIES: Final = {
    DEPARTMENT: Within("region") & In("recipient", (FilingRecipient.DEPARTMENT, FilingRecipient.NEW_DEPARTMENT)),
    CENTER: In("recipient", (FilingRecipient.MUNICIPAL_CENTER,)),
    BUREAU: In("recipient", (FilingRecipient.MUNICIPAL_BUREAU,)),
}
"""Which copies of a change filing each desk answers."""

SHOWN_IN_AUDIT: Final = frozenset({"Report", "Consolidation", "Review", "Round"})
"""Nouns whose changes an audit tells whoever reads some of their rows: what is still secret of them is typed into drafts.

Of others it tells what the role reads of every row: so no scores before all have closed, no drafts, no texts of letters.
"""


@dataclass(frozen=True)
class Grant:
    """One row of the table. `hides` names shown fields (Python names) this grant does not reveal."""

    roles: tuple[Role, ...]
    act: Act
    noun: str
    scope: Scope
    article: str
    hides: frozenset[str] = frozenset()


def _grant(roles: Role | tuple[Role, ...], acts: Act | tuple[Act, ...], nouns: str, scope: Scope, article: str, hides: str = "") -> list[Grant]:
    """Grants for each act on each of the blank-separated nouns."""
    return [
        Grant(roles if isinstance(roles, tuple) else (roles,), act, noun, scope, article, frozenset(hides.split()))
        for act in (acts if isinstance(acts, tuple) else (acts,))
        for noun in nouns.split()
    ]


GRANTS: Final[tuple[Grant, ...]] = (
    # the door
    *_grant(BUREAU, Act.ADVANCE_CLOCK, "CityClock", EVERY, ""),
    *_grant(SIGNED_IN, READ, "Viewer", Mine("id"), ""),
    # registry (Art. 2, 5, 12, 14)
    *_grant(ANYONE, READ, "Region PlatformRegion PlatformEntity Title Succession ReportingNorm CalendarDay", EVERY, "第二条"),
    *_grant(ANYONE, READ, "Platform", EVERY, "第二条", hides="contact_name contact_phone"),
    *_grant(CITY, READ, "Platform Entity", EVERY, "第五条"),
    *_grant(DISTRICT_DESKS, READ, "Platform", Within("region"), "第五条"),
    *_grant(OPERATOR, READ, "Platform", Within("platform", "id"), "第六条"),
    *_grant(ANYONE, READ, "Entity", EVERY, "第二条", hides="legal_representative"),
    *_grant(OPERATOR, READ, "Entity", Within("entity", "id"), "第六条"),
    *_grant(BUREAU, (Act.REGISTER_ENTITY, Act.UPDATE_ENTITY), "Entity", EVERY, "第二条"),
    *_grant(BUREAU, (Act.FOUND_CENTER, Act.REGISTER_PLATFORM, Act.ABOLISH_PLATFORM, Act.UPDATE_PLATFORM), "Platform", EVERY, "第二条"),
    *_grant(BUREAU, (Act.MOVE_PLATFORM, Act.CHANGE_HOLDER, Act.CHANGE_OPERATOR), "Platform", EVERY, "第十二条"),
    *_grant(OPERATOR, Act.UPDATE_PLATFORM, "Platform", Within("platform", "id"), "第六条"),
    *_grant(BUREAU, Act.RECOGNISE_TITLE, "Platform Title", EVERY, "第二条"),
    *_grant(BUREAU, Act.END_TITLE, "Title", EVERY, "第二条"),
    *_grant(BUREAU, Act.RECORD_SUCCESSION, "Platform Succession", EVERY, "第十二条"),
    *_grant(CENTER, Act.SET_REPORTING_NORM, "ReportingNorm", EVERY, "第十四条"),
    # service ledger (Art. 7, 10, 11, 16)
    *_grant(CITY, READ, "Enterprise Activity ActivityEnterprise", EVERY, "第十三条"),
    *_grant((*DISTRICT_DESKS, OPERATOR, EXPERT), LOOK_UP, "Enterprise", EVERY, "第十一条", hides="employees revenue assets"),
    *(
        grant
        for roles, theirs in ((DISTRICT_DESKS, DISTRICT), (OPERATOR, OWN))
        for service in SERVICES.split()
        for grant in _grant(roles, READ, "Enterprise", Named(service, "enterprise", theirs), "第十一条", hides="employees revenue assets")
    ),
    *_grant(DISTRICT_DESKS, READ, "Enterprise Activity ActivityEnterprise", DISTRICT, "第五条"),
    *_grant(OPERATOR, READ, "Enterprise Activity ActivityEnterprise", OWN, "第十一条"),
    *_grant(OPERATOR, (Act.REGISTER_ENTERPRISE, Act.UPDATE_ENTERPRISE), "Enterprise", OWN, "第十一条"),
    *_grant(CENTER, Act.UPDATE_ENTERPRISE, "Enterprise", EVERY, "第五条"),
    *_grant(OPERATOR, Act.RECORD_ACTIVITY, "Activity", OWN, "第十一条"),
    *_grant(OPERATOR, Act.RECORD_ACTIVITY, "Platform", Within("platform", "id"), "第十一条"),
    *_grant(OPERATOR, (Act.REPLACE_ACTIVITY, Act.WITHDRAW_ACTIVITY), "Activity", OWN, "第十一条"),
    # evidence (Art. 11)
    *_grant(SUPERVISORS, (READ, Act.OPEN_FILE, Act.READ_FILE), "File", EVERY, "第十一条"),
    *_grant(DISTRICT_DESKS, (READ, Act.OPEN_FILE, Act.READ_FILE), "File", DISTRICT, "第十一条"),
    *_grant(OPERATOR, (READ, Act.OPEN_FILE, Act.READ_FILE), "File", OWN, "第十一条"),
    *_grant((BUREAU, CENTER), Act.UPLOAD_FILE, "File", EVERY, "第十一条"),
    *_grant(DISTRICT_DESKS, Act.UPLOAD_FILE, "File", Within("region"), "第十一条"),
    *_grant(OPERATOR, Act.UPLOAD_FILE, "File", OWN, "第十一条"),
    *_grant(SUPERVISORS, READ, "ActivityFile EvidenceFlag FlaggedPlace", EVERY, "第十一条"),
    *_grant(DISTRICT_DESKS, READ, "ActivityFile", DISTRICT, "第十一条"),
    *_grant(DISTRICT_DESKS, READ, "EvidenceFlag", EITHER_DISTRICT, "第十一条"),
    *_grant(DISTRICT_DESKS, READ, "FlaggedPlace", Via("flag", EITHER_DISTRICT), "第十一条"),
    *_grant(OPERATOR, READ, "ActivityFile FlaggedPlace", OWN, "第十一条"),
    *_grant(OPERATOR, (READ, Act.EXPLAIN_FLAG), "EvidenceFlag", EITHER_OWN, "第十一条"),
    *_grant(OPERATOR, (Act.ATTACH_EVIDENCE, Act.WITHDRAW_EVIDENCE), "ActivityFile", OWN, "第十一条"),
    *_grant(DISTRICT_DESKS, (Act.CLEAR_FLAG, Act.CONFIRM_FLAG), "EvidenceFlag", EITHER_DISTRICT, "第十一条"),
    *_grant((BUREAU, CENTER), (Act.CLEAR_FLAG, Act.CONFIRM_FLAG), "EvidenceFlag", EVERY, "第十一条"),
    # the service network (Art. 3, 7-10)
    *_grant(ANYONE, READ, "Partner", LASTED, "第三条", hides="contact_name contact_phone reason"),
    *_grant(ANYONE, READ, "Product Channel", LASTED, "第三条", hides="reason"),
    *_grant((EXPERT, *ADMINISTRATORS, Role.AGENCY, Role.PUBLIC), READ, "PartnerFunction", Via("partner", LASTED), "第三条"),
    *_grant(DISTRICT_DESKS, READ, "PartnerFunction", Via("partner", LASTED | DISTRICT), "第五条"),
    *_grant(OPERATOR, READ, "PartnerFunction", Via("partner", LASTED | OWN), "第六条"),
    *_grant(ANYONE, READ, "Post", In("state", (EntryState.RECORDED,)), "第七条（二）"),
    *_grant(CITY, READ, "Partner PartnerFunction Product Post Channel Support Coverage", EVERY, "第五条"),
    *_grant(SUPERVISORS, READ, "TeamMember", EVERY, "第五条"),
    *_grant(DISTRICT_DESKS, READ, "Partner Product Post Channel TeamMember Support Coverage", DISTRICT, "第五条"),
    *_grant(OPERATOR, READ, "Partner Product Post Channel TeamMember Support Coverage", OWN, "第六条"),
    *_grant(OPERATOR, (Act.RECORD_PARTNER, Act.END_PARTNER), "Partner", OWN, "第七条（四）"),
    *_grant(OPERATOR, (Act.RECORD_PRODUCT, Act.END_PRODUCT), "Product", OWN, "第十条"),
    *_grant(OPERATOR, (Act.RECORD_POST, Act.WITHDRAW_POST), "Post", OWN, "第七条（二）"),
    *_grant(OPERATOR, (Act.RECORD_TEAM_MEMBER, Act.END_TEAM_MEMBER), "TeamMember", OWN, "第九条"),
    *_grant(OPERATOR, (Act.RECORD_CHANNEL, Act.END_CHANNEL), "Channel", OWN, "第九条"),
    *_grant(BUREAU, (Act.RECORD_SUPPORT, Act.WITHDRAW_SUPPORT), "Support", In("giver", (BUREAU,)), "第八条"),
    *(
        grant
        for giver, article in ((DEPARTMENT, "第八条"), (DISTRICT_CENTER, "第五条"))
        for grant in _grant(giver, (Act.RECORD_SUPPORT, Act.WITHDRAW_SUPPORT), "Support", Within("region") & In("giver", (giver,)), article)
    ),
    # people
    *_grant((SYSTEM, SECURITY), READ, "Account Office", EVERY, ""),
    *_grant((BUREAU, AUDIT), READ, "Account", EVERY, "", hides="phone email"),
    *_grant((BUREAU, AUDIT), READ, "Office", EVERY, ""),
    *_grant(OVERSIGHT, READ, "Account", EVERY, "第十三条", hides="phone email"),
    *_grant(OVERSIGHT, READ, "Office", EVERY, "第十三条"),
    *_grant(SIGNED_IN, READ, "Account", Mine("id"), "第四条"),
    *_grant(SIGNED_IN, READ, "Office", Mine(), "第四条"),
    *_grant(SIGNED_IN, READ, "Session", Mine(), ""),
    *_grant(SYSTEM, READ, "Session", EVERY, ""),
    *_grant(DISTRICT_DESKS, READ, "Office", Within("region"), "第四条"),
    *_grant(SYSTEM, (Act.CREATE_ACCOUNT, Act.CREATE_ACCOUNTS, Act.UPDATE_ACCOUNT, Act.RESET_PASSWORD, Act.UNLOCK_ACCOUNT, Act.DISABLE_ACCOUNT, Act.ENABLE_ACCOUNT, Act.REVOKE_SESSIONS), "Account", EVERY, ""),
    *_grant(SYSTEM, Act.CREATE_ACCOUNTS, "Office", EVERY, ""),
    *_grant(SECURITY, (Act.APPOINT_OFFICE, Act.END_OFFICE), "Office", EVERY, ""),
    *_grant((SYSTEM, SECURITY), (Act.CONFIRM_OFFICE, Act.CONFIRM_OFFICES), "Office", EVERY, ""),
    *_grant(SIGNED_IN, Act.CHANGE_PASSWORD, "Account", Mine("id"), "第四条"),
    *_grant(SIGNED_IN, (Act.ENROL_SECOND_FACTOR, Act.CONFIRM_SECOND_FACTOR), "Account", Mine("id"), ""),
    *_grant(SECURITY, Act.RESET_SECOND_FACTOR, "Account", EVERY, ""),
    *_grant((BUREAU, OVERSIGHT, AUDIT), READ, "Audit", EVERY, "第十三条"),
    # letters
    *_grant(SIGNED_IN, READ, "Letter", Mine(), ""),
    *_grant(BUREAU, READ, "Letter", EVERY, "", hides="subject text html"),
    *_grant(BUREAU, Act.RESEND_LETTER, "Letter", EVERY, "第四条"),
    *_grant(SIGNED_IN, Act.CHOOSE_LETTERS, "Account", Mine("id"), "第四条"),
    # reports, consolidations, obligations (Art. 14)
    *_grant(SUPERVISORS, READ, "Report Consolidation", SENT, "第十四条"),
    *_grant(SUPERVISORS, READ, "ReportVersion ReportVersionActivity ReportVersionEnterprise", EVERY, "第十四条"),
    *_grant(SUPERVISORS, READ, "ConsolidationVersion ConsolidationItem Obligation", EVERY, "第十四条"),
    *_grant(SUPERVISORS, READ, "Review", FILED, "第十四条"),
    *_grant(DISTRICT_DESKS, READ, "Report", DISTRICT & SENT, "第十四条"),
    *_grant(DISTRICT_DESKS, READ, "ReportVersion ReportVersionActivity ReportVersionEnterprise", DISTRICT, "第十四条"),
    *_grant(DEPARTMENT, READ, "Obligation", DISTRICT, "第十四条"),
    *_grant(DISTRICT_CENTER, READ, "Obligation", DISTRICT & QUARTERLY, "第十四条"),
    *_grant(DISTRICT_DESKS, READ, "Review", DISTRICT & FILED, "第十四条"),
    *_grant(DISTRICT_DESKS, READ, "Consolidation", Within("region") & SENT, "第十四条"),
    *_grant(DISTRICT_DESKS, READ, "ConsolidationVersion ConsolidationItem", Within("region"), "第十四条"),
    *_grant(OPERATOR, READ, "Report ReportDraft ReportVersion ReportVersionActivity ReportVersionEnterprise Obligation", OWN, "第十四条（一）"),
    *_grant(OPERATOR, READ, "Review", OWN & FILED, "第十四条（一）"),
    *_grant(OPERATOR, (Act.START_REPORT, Act.SAVE_REPORT_DRAFT, Act.SUBMIT_REPORT), "Report", OWN, "第十四条（一）"),
    *_grant(OPERATOR, (Act.RECALL_REPORT, Act.AMEND_REPORT, Act.DISCARD_REPORT_AMENDMENT), "Report", OWN, "第十四条（一）"),
    *_grant(DISTRICT_DESKS, (Act.ACCEPT_REPORT, Act.ACCEPT_REPORTS, Act.RETURN_REPORT, Act.SEND_BACK_REPORT), "Report", Within("region") & SENT, "第十四条（一）"),
    *(
        grant
        for author in DISTRICT_DESKS
        for grant in (
            *_grant(author, READ, "Consolidation ConsolidationDraft", Within("region") & In("author", (author,)), "第十四条"),
            *_grant(author, AUTHOR_ACTS, "Consolidation", Within("region") & In("author", (author,)), "第十四条"),
        )
    ),
    *_grant(DEPARTMENT, (Act.PASS_CONSOLIDATION, Act.RETURN_CONSOLIDATION), "Consolidation", Within("region") & SENT, "第十四条（一）"),
    *_grant(CENTER, (Act.RECEIVE_CONSOLIDATION, Act.RETURN_CONSOLIDATION), "Consolidation", SENT, "第十四条"),
    *_grant(CENTER, (Act.EXEMPT_OBLIGATION, Act.EXTEND_OBLIGATION), "Obligation", QUARTERLY, "第十四条"),
    # rounds and evaluations (Art. 15-17)
    *_grant(ANYONE, READ, "Scheme Indicator Notice NoticeItem", EVERY, "第十七条（四）"),
    *_grant(ANYONE, READ, "Round", CALLED, "第十五条"),
    *_grant(ANYONE, READ, "RoundKind", Via("round", CALLED), "第十五条"),
    *_grant(ANYONE, READ, "RoundSubject", Via("round", CALLED), "第十五条", hides="reason"),
    *_grant(ANYONE, READ, "ObjectionStanding", EVERY, "第十七条（四）"),
    *_grant(SUPERVISORS, READ, "RoundSubject", Via("round", CALLED), "第十五条"),
    *_grant(BUREAU, READ, "Round RoundKind RoundSubject", EVERY, "第十五条"),
    *_grant((BUREAU, OVERSIGHT), READ, "Evaluation Result Objection PanelMember Expert ExpertEmployer", EVERY, "第十七条"),
    *_grant((BUREAU, OVERSIGHT), READ, "ExpertScore", Via("evaluation", Holds("panel_closed")), "第十七条（三）"),
    *_grant(CENTER, READ, "Evaluation", EVERY, "第十七条", hides=f"{PANEL_FIELDS} {DESK_FIELDS}"),
    *_grant(SUPERVISORS, READ, "DistrictSubmission EvaluationMaterial EvaluationMaterialActivity IndicatorValue", EVERY, "第十七条（二）"),
    *_grant(SUPERVISORS, READ, "Review", IsSet("material_id"), "第十七条（二）"),
    *_grant(FINANCE, READ, "Evaluation", IsSet("published_result_id"), "第十七条", hides=f"{PANEL_FIELDS} {DESK_FIELDS}"),
    *_grant(DISTRICT_CENTER, READ, "Evaluation", DISTRICT & IsSet("published_result_id"), "第十七条", hides=f"{PANEL_FIELDS} {DESK_FIELDS}"),
    *_grant((FINANCE, CENTER), READ, "Result", RESULT_OUT, "第十七条（四）", hides=RESULT_FIELDS),
    *_grant(DEPARTMENT, READ, "Evaluation", DISTRICT, "第十七条（二）", hides=PANEL_FIELDS),
    *_grant(DEPARTMENT, READ, "EvaluationMaterial EvaluationMaterialActivity IndicatorValue", DISTRICT, "第十七条（二）"),
    *_grant(DEPARTMENT, READ, "Review", DISTRICT & IsSet("material_id"), "第十七条（二）"),
    *_grant(DEPARTMENT, READ, "DistrictSubmission", Within("region"), "第十七条（二）"),
    *_grant(DEPARTMENT, READ, "Result", DISTRICT & RESULT_OUT, "第十七条（四）", hides=RESULT_FIELDS),
    *_grant(DEPARTMENT, READ, "Objection", DISTRICT, "第十七条（四）", hides=OBJECTOR_FIELDS),
    *_grant(OPERATOR, READ, "Evaluation", OWN, "第十七条（二）", hides=PANEL_FIELDS),
    *_grant(OPERATOR, READ, "EvaluationDraft EvaluationMaterial EvaluationMaterialActivity IndicatorValue", OWN, "第十七条（二）"),
    *_grant(OPERATOR, READ, "Review", OWN & IsSet("material_id"), "第十七条（二）"),
    *_grant(OPERATOR, READ, "Result", OWN & RESULT_OUT, "第十七条（四）", hides=RESULT_FIELDS),
    *_grant(OPERATOR, READ, "Objection", OWN, "第十七条（四）", hides=OBJECTOR_FIELDS),
    *_grant(EXPERT, READ, "Evaluation", Within("evaluation", "id"), "第十七条（三）", hides=PANEL_FIELDS),
    *_grant(EXPERT, READ, "EvaluationMaterial", Within("evaluation"), "第十七条（三）"),
    *_grant(EXPERT, READ, "EvaluationMaterialActivity IndicatorValue", Via("material", Within("evaluation")), "第十七条（三）"),
    *_grant(EXPERT, READ, "PanelMember Expert ExpertEmployer", Mine(), "第十七条（三）"),
    *_grant(EXPERT, READ, "ExpertScore", Mine() | (Within("evaluation") & Via("evaluation", Holds("panel_closed"))), "第十七条（三）"),
    *_grant(BUREAU, Act.SAVE_SCHEME, "Scheme", EVERY, "第十六条"),
    *_grant(BUREAU, (Act.DRAFT_ROUND, Act.SAVE_ROUND, Act.CALL_ROUND, Act.ADD_SUBJECT, Act.STRIKE_SUBJECT), "Round", EVERY, "第十五条"),
    *_grant(BUREAU, (Act.ADD_SUBJECT, Act.STRIKE_SUBJECT), "RoundSubject", EVERY, "第十五条"),
    *_grant(BUREAU, Act.WITHDRAW_ROUND, "Round Evaluation", EVERY, "第十五条"),
    *_grant(BUREAU, Act.PUBLISH_NOTICE, "Round Evaluation Notice", EVERY, "第十七条（四）"),
    *_grant(OPERATOR, (Act.SAVE_EVALUATION_DRAFT, Act.SUBMIT_EVALUATION), "Evaluation", OWN, "第十七条（二）"),
    *_grant(DEPARTMENT, (Act.REVIEW_EVALUATION, Act.RETURN_EVALUATION, Act.HAND_IN_DISTRICT), "Evaluation", Within("region"), "第十七条（二）"),
    *_grant(DEPARTMENT, Act.HAND_IN_DISTRICT, "DistrictSubmission", Within("region"), "第十七条（二）"),
    *_grant(DEPARTMENT, Act.HAND_IN_DISTRICT, "Round", CALLED, "第十七条（二）"),
    *_grant(BUREAU, (Act.RETURN_EVALUATION, Act.TAKE_OVER_EVALUATION, Act.DECIDE_MISSING), "Evaluation", EVERY, "第十七条（三）"),
    *_grant(BUREAU, (Act.ASSIGN_PANEL, Act.DECIDE_EVALUATION, Act.REOPEN_EVALUATION, Act.CONCLUDE_REOPENING), "Evaluation", EVERY, "第十七条（三）"),
    *_grant(BUREAU, (Act.REPLACE_EXPERT, Act.VOID_SCORE), "Evaluation PanelMember", EVERY, "第十七条（三）"),
    *_grant(BUREAU, (Act.REGISTER_EXPERT, Act.RETIRE_EXPERT), "Expert", EVERY, "第十七条（三）"),
    *_grant(BUREAU, (Act.RECORD_EMPLOYER, Act.END_EMPLOYER), "ExpertEmployer", EVERY, "第十七条（三）"),
    *_grant(EXPERT, (Act.SAVE_SCORES, Act.CLOSE_SCORES, Act.RECUSE), "PanelMember", Mine(), "第十七条（三）"),
    *_grant(EXPERT, (Act.CLOSE_SCORES, Act.RECUSE), "Evaluation", Within("evaluation", "id"), "第十七条（三）"),
    *_grant(ANYONE, Act.RAISE_OBJECTION, "Objection Evaluation", EVERY, "第十七条（四）"),
    *_grant(BUREAU, (Act.INVESTIGATE_OBJECTION, Act.DECIDE_OBJECTION, Act.TAKE_UP_TIP_OFF, Act.FILE_TIP_OFF), "Objection", EVERY, "第十七条（四）"),
    *_grant(BUREAU, (Act.DECIDE_OBJECTION, Act.TAKE_UP_TIP_OFF), "Evaluation", EVERY, "第十七条（四）"),
    *_grant(Role.CLOCK, (Act.COMPLETE_ROUND, Act.CLOSE_ROUND), "Round", EVERY, "第十七条（四）"),
    *_grant(Role.CLOCK, Act.FINALISE_EVALUATION, "Evaluation", EVERY, "第十七条（四）"),
    # money (Art. 18)
    *_grant(CITY, READ, "Claim Subsidy Payment Recovery MoneyReturn CapAccount CapEntry", EVERY, "第十三条"),
    *_grant(DEPARTMENT, READ, "Claim Subsidy Payment Recovery MoneyReturn", Within("region"), "第十三条"),
    *_grant(DEPARTMENT, READ, "CapAccount CapEntry", OWN, "第十三条"),
    *_grant(OPERATOR, READ, "Claim Subsidy Payment Recovery MoneyReturn", PAYEE, "第十八条"),
    *_grant(OPERATOR, READ, "CapAccount CapEntry", OWN, "第十八条"),
    *_grant((DEPARTMENT, DISTRICT_CENTER, OPERATOR, EXPERT, *ADMINISTRATORS, Role.AGENCY, Role.PUBLIC), READ, "Subsidy", AWARDED, "第十三条", hides="derivation decision cancel_reason"),
    *_grant(BUREAU, Act.CALCULATE_SUBSIDY, "Claim", EVERY, "第十八条"),
    *_grant(BUREAU, (Act.APPROVE_SUBSIDY, Act.CANCEL_SUBSIDY, Act.RECORD_SUPPLEMENT_DECISION), "Subsidy", EVERY, "第十八条"),
    *_grant(BUREAU, (Act.ORDER_RECOVERY, Act.WITHDRAW_RECOVERY_ORDER), "Subsidy", EVERY, "第十八条"),
    *_grant(FINANCE, (Act.CONFIRM_SUBSIDY, Act.PAY_SUBSIDY, Act.RECORD_PAYMENT_OUTCOME, Act.RECORD_RETURN), "Subsidy", EVERY, "第十八条"),
    *_grant(CITY, READ, "FundUse", EVERY, "第十三条"),
    *_grant(DEPARTMENT, READ, "FundUse", Within("region"), "第十三条"),
    *_grant(OPERATOR, READ, "FundUse", PAYEE, "第十八条"),
    *_grant((DISTRICT_CENTER, EXPERT, *ADMINISTRATORS, Role.AGENCY, Role.PUBLIC, DEPARTMENT, OPERATOR), READ, "FundUse", In("state", (FundUseState.RECORDED,)), "第十三条", hides="voucher payee subject finding reason recorded_at"),
    *_grant(ANYONE, READ, "FundBalance", EVERY, "第十三条"),
    *_grant(OPERATOR, Act.RECORD_FUND_USE, "Subsidy", PAYEE, "第十八条"),
    *_grant(OPERATOR, Act.WITHDRAW_FUND_USE, "FundUse", PAYEE, "第十八条"),
    *_grant(BUREAU, Act.RECORD_OPENING_BALANCE, "CapAccount", EVERY, "第十八条"),
    # rectification (Art. 19)
    *_grant((BUREAU, CENTER, OVERSIGHT), READ, "Rectification Delivery", EVERY, "第十九条"),
    *_grant(DEPARTMENT, READ, "Rectification Delivery", DISTRICT, "第十九条"),
    *_grant(DISTRICT_CENTER, READ, "Delivery", DISTRICT & Via("obligation", QUARTERLY), "第十四条"),
    *_grant(OPERATOR, READ, "Rectification Delivery", OWN, "第十九条"),
    *_grant(BUREAU, (Act.ISSUE_RECTIFICATION, Act.RECORD_DELIVERY, Act.EXTEND_RECTIFICATION), "Rectification", EVERY, "第十九条"),
    *_grant(BUREAU, (Act.RECHECK_RECTIFICATION, Act.RECORD_REFUSAL, Act.CLOSE_RECTIFICATION, Act.ANNUL_RECTIFICATION), "Rectification", EVERY, "第十九条"),
    *_grant(OPERATOR, Act.REPORT_RECTIFICATION, "Rectification", OWN, "第十九条"),
    *_grant(BUREAU, Act.RECORD_REMINDER, "Delivery", EVERY, "第十七条"),
    *_grant(CENTER, Act.RECORD_REMINDER, "Delivery", IsSet("obligation_id"), "第十四条"),
    # demands, follow-ups (Art. 7(3), 11)
    *_grant(SUPERVISORS, READ, "Demand Match", EVERY, "第七条（三）"),
    *_grant(SUPERVISORS, READ, "FollowUp", EVERY, "第十一条"),
    *_grant(DISTRICT_DESKS, READ, "Demand Match FollowUp", DISTRICT, "第五条"),
    *_grant(OPERATOR, READ, "Demand Match", OWN, "第七条（三）"),
    *_grant(OPERATOR, READ, "FollowUp", OWN, "第十一条"),
    *_grant(OPERATOR, (Act.RECORD_DEMAND, Act.MATCH_DEMAND, Act.RECORD_MATCH_RESULT, Act.CLOSE_DEMAND, Act.WITHDRAW_DEMAND), "Demand", OWN, "第七条（三）"),
    *_grant(OPERATOR, (Act.RECORD_FOLLOW_UP, Act.RECORD_FOLLOW_UP_ACTION, Act.WITHDRAW_FOLLOW_UP), "FollowUp", OWN, "第十一条"),
    # complaints (Art. 7(1), 13)
    *_grant(ANYONE, Act.RAISE_COMPLAINT, "Complaint", EVERY, "第七条（一）"),
    *_grant(ANYONE, READ, "ComplaintStanding", EVERY, "第七条（一）"),
    *(
        grant
        for desk in (CENTER, BUREAU)
        for grant in _grant(desk, (READ, Act.TAKE_UP_COMPLAINT, Act.ANSWER_COMPLAINT), "Complaint", In("city_desk", (desk,)), "第七条（一）")
    ),
    *_grant(DEPARTMENT, READ, "Complaint", DISTRICT, "第七条（一）"),
    *_grant(OVERSIGHT, READ, "Complaint", In("kind", (ComplaintKind.FUND_USE,)), "第十三条"),
    *_grant(OPERATOR, READ, "Complaint", OWN & In("state", (ComplaintState.ANSWERED,)), "第七条（一）", hides=COMPLAINT_FIELDS),
    *_grant(DEPARTMENT, (Act.TAKE_UP_COMPLAINT, Act.PASS_ON_COMPLAINT, Act.ANSWER_COMPLAINT), "Complaint", Within("region"), "第七条（一）"),
    # disclosures, change filings (Art. 11, 12)
    *_grant(ANYONE, READ, "Disclosure", DISCLOSED, "第十一条", hides="proof"),
    *_grant(ANYONE, READ, "DisclosureStanding", EVERY, "第十一条"),
    *_grant(SUPERVISORS, READ, "Disclosure", EVERY, "第十三条"),
    *_grant(DISTRICT_DESKS, READ, "Disclosure", DISTRICT, "第五条"),
    *_grant(OPERATOR, READ, "Disclosure", OWN, "第十一条"),
    *_grant(OPERATOR, (Act.PUBLISH_DISCLOSURE, Act.WITHDRAW_DISCLOSURE), "Disclosure", OWN, "第十一条"),
    *_grant(OPERATOR, Act.PUBLISH_DISCLOSURE, "Platform", Within("platform", "id"), "第十一条"),
    *_grant(SUPERVISORS, READ, "ChangeFiling", SENT_ONCE, "第十二条"),
    *_grant(SUPERVISORS, READ, "FilingCopy", Via("filing", SENT_ONCE), "第十二条"),
    *_grant(SUPERVISORS, READ, "RegistryChange UnfiledChange", EVERY, "第十二条"),
    *_grant(FINANCE, READ, "RegistryChange UnfiledChange", EVERY, "第十八条", hides="before after"),
    *_grant(DEPARTMENT, READ, "ChangeFiling", DISTRICT & SENT_ONCE, "第十二条"),
    *_grant(DEPARTMENT, READ, "FilingCopy", DISTRICT & Via("filing", SENT_ONCE), "第十二条"),
    *_grant(DEPARTMENT, READ, "RegistryChange UnfiledChange", DISTRICT, "第十二条"),
    *_grant(OPERATOR, READ, "ChangeFiling FilingCopy RegistryChange UnfiledChange", OWN, "第十二条"),
    *_grant(OPERATOR, (Act.FILE_CHANGE, Act.WITHDRAW_FILING), "ChangeFiling", OWN, "第十二条"),
    *_grant(OPERATOR, Act.FILE_CHANGE, "Platform", Within("platform", "id"), "第十二条"),
    *_grant(OPERATOR, (Act.SEND_FILING_COPY, Act.COMPLETE_FILING_COPY), "FilingCopy", OWN, "第十二条"),
    *(
        grant
        for desk, copies in COPIES.items()
        for grant in _grant(desk, (Act.ACKNOWLEDGE_FILING_COPY, Act.RETURN_FILING_COPY), "FilingCopy", copies, "第十二条")
    ),
    # targets, letters of responsibility, assessments (Art. 4, 12)
    *_grant(SUPERVISORS, READ, "Target TargetProgress ResponsibilityLetter Signature Assessment", EVERY, "第十二条"),
    *_grant(SUPERVISORS, (Act.OPEN_FILE, Act.READ_FILE), "ResponsibilityLetter", EVERY, "第十二条"),
    *_grant(DISTRICT_DESKS, READ, "Target TargetProgress Assessment", DISTRICT, "第十二条"),
    *_grant(DISTRICT_DESKS, (READ, Act.OPEN_FILE, Act.READ_FILE), "ResponsibilityLetter", DISTRICT & OFFERED, "第十二条"),
    *_grant(DISTRICT_DESKS, READ, "Signature", DISTRICT & Via("letter", OFFERED), "第十二条"),
    *_grant(OPERATOR, READ, "Target TargetProgress Assessment", OWN, "第六条"),
    *_grant(OPERATOR, (READ, Act.OPEN_FILE, Act.READ_FILE), "ResponsibilityLetter", OWN & OFFERED, "第十二条"),
    *_grant(OPERATOR, READ, "Signature", OWN & Via("letter", OFFERED), "第十二条", hides="name"),
    *_grant(BUREAU, (Act.SET_TARGET, Act.CHANGE_TARGET, Act.WITHDRAW_TARGET), "Target", In("level", (TargetLevel.DISTRICT,)), "第十二条"),
    *_grant(DISTRICT_DESKS, (Act.SET_TARGET, Act.CHANGE_TARGET, Act.WITHDRAW_TARGET), "Target", Within("region") & In("level", (TargetLevel.PLATFORM,)), "第四条"),
    *_grant(CENTER, LETTER_ACTS, "ResponsibilityLetter", EVERY, "第十二条"),
    *_grant(DISTRICT_CENTER, Act.SIGN_RESPONSIBILITY_LETTER, "ResponsibilityLetter", Within("region") & OFFERED, "第十二条"),
    *_grant(CENTER, Act.COUNTERSIGN_RESPONSIBILITY_LETTER, "ResponsibilityLetter", EVERY, "第十二条"),
    *_grant(DEPARTMENT, Act.COUNTERSIGN_RESPONSIBILITY_LETTER, "ResponsibilityLetter", Within("region") & OFFERED, "第十二条"),
    *_grant(DEPARTMENT, (Act.RECORD_ASSESSMENT, Act.WITHDRAW_ASSESSMENT), "Assessment", Within("region"), "第四条"),
    # supervision (Art. 4-6, 13)
    *_grant(SUPERVISORS, READ, "Task Assignment Inspection InspectionFinding Difficulty", EVERY, "第十三条"),
    *_grant(DISTRICT_DESKS, READ, "Task", Within("region"), "第五条"),
    *_grant(DISTRICT_DESKS, READ, "Assignment Inspection InspectionFinding Difficulty", DISTRICT, "第五条"),
    *_grant(OPERATOR, READ, "Assignment Inspection InspectionFinding Difficulty", OWN, "第六条"),
    *(
        grant
        for issuer, article, where, whom in ISSUERS
        for grant in (
            *_grant(issuer, Act.ISSUE_TASK, "Task", where, article),
            *_grant(issuer, Act.ISSUE_TASK, "Assignment", where & In("assignee", whom), article),
            *_grant(issuer, (Act.RETURN_ASSIGNMENT, Act.CLOSE_ASSIGNMENT, Act.WITHDRAW_ASSIGNMENT), "Assignment", where & In("issuer", (issuer,)), article),
        )
    ),
    *(
        grant
        for assignee, where in ((OPERATOR, OWN), (DEPARTMENT, Within("region")), (DISTRICT_CENTER, Within("region")))
        for grant in _grant(assignee, (Act.ACKNOWLEDGE_ASSIGNMENT, Act.REPORT_ASSIGNMENT), "Assignment", where & In("assignee", (assignee,)), "第六条")
    ),
    *(
        grant
        for inspector, article, where in INSPECTORS
        for grant in (
            *_grant(inspector, Act.PLAN_INSPECTION, "Inspection", where, article),
            *_grant(inspector, INSPECTOR_ACTS, "Inspection", where & In("inspector", (inspector,)), article),
        )
    ),
    *_grant(OPERATOR, Act.REPLY_INSPECTION, "Inspection", OWN, "第六条"),
    *_grant(CENTER, Act.ASSIGN_DIFFICULTY, "Difficulty", EVERY, "第五条"),
    *(
        grant
        for owner, where in ((CENTER, EVERY), (DEPARTMENT, Within("region")), (DISTRICT_CENTER, Within("region")))
        for grant in _grant(owner, Act.RESOLVE_DIFFICULTY, "Difficulty", where & In("owner", (owner,)), "第五条")
    ),
    *(
        grant
        for raiser, where in ((OPERATOR, OWN), (DISTRICT_CENTER, Within("region")), (DEPARTMENT, Within("region")))
        for grant in _grant(raiser, (Act.RAISE_DIFFICULTY, Act.CLOSE_DIFFICULTY, Act.REOPEN_DIFFICULTY), "Difficulty", where & In("raised_by", (raiser,)), "第五条")
    ),
    *_grant((*CITY, *DISTRICT_DESKS, OPERATOR), READ, "Circular", In("state", (CircularState.PUBLISHED, CircularState.ARCHIVED)), "第五条"),
    *_grant(ANYONE, READ, "Circular", In("state", (CircularState.PUBLISHED,)), "第五条"),
    *_grant(CENTER, READ, "Circular", EVERY, "第五条"),
    *_grant(CENTER, (Act.DRAFT_CIRCULAR, Act.SAVE_CIRCULAR, Act.PUBLISH_CIRCULAR, Act.ARCHIVE_CIRCULAR), "Circular", EVERY, "第五条"),
)
"""“作为我市中小企业服务工作牵头部门,负责各类中小企业服务平台的监督、管理工作” (Art. 5)."""


@cache
def grants(role: Role, act: Act, noun: str) -> tuple[Grant, ...]:
    """The rows of the table for one question."""
    return tuple(grant for grant in GRANTS if role in grant.roles and grant.act is act and grant.noun == noun)


@cache
def scope_of(role: Role, act: Act, noun: str) -> Scope:
    """Which rows of a noun a role may do an act to: the union of its grants, or nothing."""
    return _union(grants(role, act, noun))


@cache
def known(role: Role, noun: str) -> Scope:
    """Which rows of a noun a role may name in an act: those it reads, and those it may look up."""
    return _union(shown_by(role, noun))


def shown_by(role: Role, noun: str) -> tuple[Grant, ...]:
    """The rows of the table by which a role sees any record of a noun."""
    return (*grants(role, READ, noun), *grants(role, LOOK_UP, noun))


def _union(found: Iterable[Grant]) -> Scope:
    scopes = [grant.scope for grant in found]
    return EVERY if EVERY in scopes else reduce(Scope.__or__, scopes) if scopes else Nothing()


@cache
def hidden(role: Role, noun: str, field: str) -> Scope | None:
    """Where a role sees a field of a noun: None if on every row it sees, else the scope of the revealing grants."""
    found = shown_by(role, noun)
    if not any(field in grant.hides for grant in found):
        return None
    return _union(grant for grant in found if field not in grant.hides)


@cache
def shown_in_audit(role: Role, noun: str, field: str) -> bool:
    """An audit shows a role the new value of a field that the role reads on every row."""
    scope = scope_of(role, READ, noun)
    seen = scope != Nothing() if noun in SHOWN_IN_AUDIT else scope == EVERY
    return seen and hidden(role, noun, field) is None


@cache
def roles_of(act: Act) -> frozenset[Role]:
    """The roles of an act are those with some grant."""
    return frozenset(role for grant in GRANTS if grant.act is act for role in grant.roles)


@cache
def who_may(act: Act, noun: str) -> tuple[tuple[Role, ...], str]:
    """Who may do an act to a noun, and by which article: what a refusal cites."""
    found = [grant for grant in GRANTS if grant.act is act and grant.noun == noun]
    found = found or [grant for grant in GRANTS if grant.act is act]
    roles = tuple(dict.fromkeys(role for grant in found for role in grant.roles))
    return roles, found[0].article if found else ""
