"""Who may see what, told plainly a second time: sentences about an office and a row, which share nothing with the table of rights."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

Row = Mapping[str, Any]
Tables = Mapping[str, Mapping[UUID, Row]]
LETTERS: Final = {
    "MUNICIPAL_BUREAU": "B",
    "FINANCE_BUREAU": "F",
    "MUNICIPAL_CENTER": "C",
    "OVERSIGHT": "O",
    "DISTRICT_DEPARTMENT": "D",
    "DISTRICT_CENTER": "Z",
    "OPERATOR": "P",
    "EXPERT": "E",
    "SYSTEM_ADMINISTRATOR": "S",
    "SECURITY_ADMINISTRATOR": "U",
    "AUDIT_ADMINISTRATOR": "T",
    "AGENCY": "A",
    "PUBLIC": "X",
}
"""A letter for each role: B F C O are the city's, D Z a district's, S U T the administrators'."""
ALL: Final = "BFCODZPESUTAX"


@dataclass
class Eye:
    """Somebody who looks: the office's letter, and what the registry of today says is its own."""

    tables: Tables
    letter: str = "X"
    account: UUID | None = None
    region: UUID | None = None
    entity: UUID | None = None
    platforms: set[UUID] = field(default_factory=set[UUID])
    seats: set[UUID] = field(default_factory=set[UUID])
    shared: set[tuple[str, UUID]] = field(default_factory=set[tuple[str, UUID]])
    """Of a machine: what it may have, and of which region."""

    def above(self, row: Row, key: str, table: str) -> Row | None:
        """The row that a row names."""
        return self.tables[table].get(row[f"{key}_id"])


def eye_of(office: Row, tables: Tables, today: date) -> Eye | None:
    """Who looks from an office; nobody where it is not held today, or its account is closed."""
    ended = office["valid_to"] is not None and office["valid_to"] <= today
    if (
        office["state"] != "CONFIRMED"
        or office["valid_from"] > today
        or ended
        or tables["account"][office["account_id"]]["state"] != "ACTIVE"
    ):
        return None
    eye = Eye(tables, LETTERS[office["role"]], office["account_id"], office["region_id"], office["entity_id"])
    for platform in tables["platform"].values():
        runs = eye.entity is not None and eye.entity in (platform["holder_id"], platform["operator_id"])
        if (eye.letter == "P" and runs) or (eye.letter in "DZ" and platform["region_id"] == eye.region):
            eye.platforms.add(platform["id"])
    if eye.letter == "E":
        seats = (seat for seat in tables["panel_member"].values() if seat["account_id"] == eye.account)
        eye.seats = {seat["evaluation_id"] for seat in seats if seat["live"]}
    return eye


def eye_of_machine(client: Row, tables: Tables) -> Eye | None:
    """A machine that looks, at what a second administrator confirmed; nobody where that is nothing."""
    eye = Eye(tables, "A", client["account_id"])
    for scope in tables["client_scope"].values():
        if scope["client_id"] == client["id"] and scope["state"] == "CONFIRMED" and scope["ended_at"] is None:
            places = tables["region"] if scope["region_id"] is None else [scope["region_id"]]
            eye.shared.update((str(scope["noun"].value), place) for place in places)
    return eye if eye.shared else None


Test = Callable[[Eye, Row], bool]


def every(_eye: Eye, _row: Row) -> bool:
    return True


def own(eye: Eye, row: Row) -> bool:
    return row["platform_id"] in eye.platforms


def place(eye: Eye, row: Row) -> bool:
    return eye.region is not None and row["region_id"] == eye.region


def district(eye: Eye, row: Row) -> bool:
    return place(eye, row) or own(eye, row)


def own_twice(eye: Eye, row: Row) -> bool:
    return own(eye, row) or row["other_platform_id"] in eye.platforms


def district_twice(eye: Eye, row: Row) -> bool:
    other = eye.region is not None and row["other_region_id"] == eye.region
    return district(eye, row) or other or row["other_platform_id"] in eye.platforms


def mine(eye: Eye, row: Row) -> bool:
    return eye.account is not None and row["account_id"] == eye.account


def myself(eye: Eye, row: Row) -> bool:
    return eye.account is not None and row["id"] == eye.account


def my_platform(eye: Eye, row: Row) -> bool:
    return row["id"] in eye.platforms


def my_entity(eye: Eye, row: Row) -> bool:
    return eye.entity is not None and row["id"] == eye.entity


def payee(eye: Eye, row: Row) -> bool:
    return eye.entity is not None and row["holder_id"] == eye.entity


def client(eye: Eye, row: Row) -> bool:
    """An enterprise that somebody entered, or did something for, in the eye's reach."""
    near = district if eye.letter in "DZ" else own
    tables = ("activity_enterprise", "demand", "match", "follow_up")
    return near(eye, row) or any(
        near(eye, each) for table in tables for each in named(eye.tables, table, "enterprise", row)
    )


def named(tables: Tables, table: str, key: str, row: Row) -> Iterator[Row]:
    return (each for each in tables[table].values() if each[f"{key}_id"] == row["id"])


def both(*tests: Test) -> Test:
    return lambda eye, row: all(test(eye, row) for test in tests)


def either(*tests: Test) -> Test:
    return lambda eye, row: any(test(eye, row) for test in tests)


def there(column: str) -> Test:
    return lambda _eye, row: row[column] is not None


def state(*words: str, column: str = "state") -> Test:
    return lambda _eye, row: row[column] in words


def above(key: str, table: str, test: Test) -> Test:
    def passes(eye: Eye, row: Row) -> bool:
        found = eye.above(row, key, table)
        return found is not None and test(eye, found)

    return passes


def author(eye: Eye, row: Row) -> bool:
    return row["author"] == {"D": "DISTRICT_DEPARTMENT", "Z": "DISTRICT_CENTER"}.get(eye.letter)


def panelled(eye: Eye, row: Row) -> bool:
    return row["evaluation_id"] in eye.seats


def noticed(eye: Eye, row: Row) -> bool:
    return any(named(eye.tables, "notice_item", "result", row))


def shared(what: str) -> Test:
    return lambda eye, row: (what, row["region_id"]) in eye.shared


def in_force(table: str) -> Test:
    """The one version of a filing that was accepted and not replaced."""
    return lambda eye, row: any(named(eye.tables, table, "accepted_version", row))


def at_my_desk(eye: Eye, row: Row) -> bool:
    return row["city_desk"] == {"B": "MUNICIPAL_BUREAU", "C": "MUNICIPAL_CENTER"}.get(eye.letter)


def in_my_hands(eye: Eye, row: Row) -> bool:
    desks = {"B": "MUNICIPAL_BUREAU", "C": "MUNICIPAL_CENTER", "D": "DISTRICT_DEPARTMENT", "Z": "DISTRICT_CENTER"}
    return row["desk"] == desks.get(eye.letter)


SENT, CALLED, LASTED = there("first_submitted_at"), there("called_at"), state("CURRENT", "ENDED")
FILED = either(there("report_id"), there("consolidation_id"))
QUARTERLY = state("REPORT", "CONSOLIDATION", column="kind")
OFFERED = state("OFFERED", "SIGNED", "AMENDED")
OF_CALLED = above("round", "round", CALLED)
OF_SENT = above("filing", "change_filing", there("first_sent_at"))
AWARDED = state("APPROVED", "CONFIRMED", "PAYING", "PAID", "PAYMENT_FAILED", "RECOVERY_ORDERED", "RETURNED")
RECEIVED = both(shared("CONSOLIDATIONS"), in_force("consolidation"))
CLOSED = above("evaluation", "evaluation", lambda _eye, row: row["panel_closed"] is True)

Says = tuple[tuple[str, str, Test], ...]
SEES: Final[Says] = (
    ("Region PlatformRegion PlatformEntity Title Succession ReportingNorm CalendarDay Platform Entity", ALL, every),
    (
        "Scheme Indicator Notice NoticeItem ObjectionStanding ComplaintStanding DisclosureStanding FundBalance",
        ALL,
        every,
    ),
    ("Viewer Account", "BFCODZPESUTA", myself),
    # the ledger and its evidence
    ("Enterprise Activity ActivityEnterprise", "BFCO", every),
    ("Activity ActivityEnterprise", "DZ", district),
    ("Activity ActivityEnterprise", "P", own),
    ("Enterprise", "DZP", client),
    ("File ActivityFile EvidenceFlag FlaggedPlace", "BCO", every),
    ("File ActivityFile", "DZ", district),
    ("File ActivityFile FlaggedPlace", "P", own),
    ("EvidenceFlag", "DZ", district_twice),
    ("EvidenceFlag", "P", own_twice),
    ("FlaggedPlace", "DZ", above("flag", "evidence_flag", district_twice)),
    # the network
    ("Partner Product Channel", ALL, LASTED),
    ("PartnerFunction", "DZPESUTAX", above("partner", "partner", LASTED)),
    ("PartnerFunction", "DZ", above("partner", "partner", district)),
    ("PartnerFunction", "P", above("partner", "partner", own)),
    ("Post", ALL, state("RECORDED")),
    ("Partner PartnerFunction Product Post Channel Support Coverage", "BFCO", every),
    ("TeamMember", "BCO", every),
    ("Partner Product Post Channel TeamMember Support Coverage", "DZ", district),
    ("Partner Product Post Channel TeamMember Support Coverage", "P", own),
    # people and letters
    ("Account Office", "BOSUT", every),
    ("Session", "BFCODZPESUT", mine),
    ("Session", "S", every),
    ("Office", "BFCODZPESUT", mine),
    ("Office", "DZ", place),
    ("Audit", "BOT", every),
    ("Reveal", "OT", every),
    ("Reveal", "BFCODZPESUT", mine),
    ("Letter", "BFCODZPESUT", mine),
    ("Letter", "B", every),
    # quarterly reporting
    ("Report Consolidation", "BCO", SENT),
    ("ReportVersion ReportVersionActivity ReportVersionEnterprise ConsolidationVersion", "BCO", every),
    ("ConsolidationItem Obligation", "BCO", every),
    ("Review", "BCO", FILED),
    ("Report", "DZ", both(district, SENT)),
    ("ReportVersion ReportVersionActivity ReportVersionEnterprise", "DZ", district),
    ("Obligation", "D", district),
    ("Obligation", "Z", both(district, QUARTERLY)),
    ("Review", "DZ", both(district, FILED)),
    ("Consolidation", "DZ", both(place, SENT)),
    ("ConsolidationVersion ConsolidationItem", "DZ", place),
    ("Consolidation ConsolidationDraft", "DZ", both(place, author)),
    ("Report ReportDraft ReportVersion ReportVersionActivity ReportVersionEnterprise Obligation", "P", own),
    ("Review", "P", both(own, FILED)),
    # the yearly evaluation
    ("Round", ALL, CALLED),
    ("RoundKind RoundSubject", ALL, OF_CALLED),
    ("Round RoundKind RoundSubject", "B", every),
    ("Evaluation Result Objection PanelMember Expert ExpertEmployer", "BO", every),
    ("ExpertScore", "BO", CLOSED),
    ("Evaluation", "C", every),
    ("DistrictSubmission EvaluationMaterial EvaluationMaterialActivity IndicatorValue", "BCO", every),
    ("Review", "BCO", there("material_id")),
    ("Evaluation", "F", there("published_result_id")),
    ("Evaluation", "Z", both(district, there("published_result_id"))),
    ("Result", "FC", noticed),
    ("Evaluation EvaluationMaterial EvaluationMaterialActivity IndicatorValue Objection", "D", district),
    ("Review", "D", both(district, there("material_id"))),
    ("DistrictSubmission", "D", place),
    ("Result", "D", both(district, noticed)),
    ("Evaluation EvaluationDraft EvaluationMaterial EvaluationMaterialActivity IndicatorValue Objection", "P", own),
    ("Review", "P", both(own, there("material_id"))),
    ("Result", "P", both(own, noticed)),
    ("Evaluation", "E", lambda eye, row: row["id"] in eye.seats),
    ("EvaluationMaterial", "E", panelled),
    ("EvaluationMaterialActivity IndicatorValue", "E", above("material", "evaluation_material", panelled)),
    ("PanelMember Expert ExpertEmployer ExpertScore", "E", mine),
    ("ExpertScore", "E", both(panelled, CLOSED)),
    # money
    ("Claim Subsidy Payment Recovery MoneyReturn CapAccount CapEntry FundUse", "BFCO", every),
    ("Claim Subsidy Payment Recovery MoneyReturn FundUse", "D", place),
    ("CapAccount CapEntry", "DP", own),
    ("Claim Subsidy Payment Recovery MoneyReturn FundUse", "P", payee),
    ("MoneyWatch", "BO", every),
    ("Subsidy", "DZPESUTAX", AWARDED),
    ("FundUse", "DZPESUTAX", state("RECORDED")),
    # rectification
    ("ObligationDecision", "BCO", every),
    ("ObligationDecision", "D", district),
    ("ObligationDecision", "Z", both(district, above("obligation", "obligation", QUARTERLY))),
    ("ObligationDecision", "P", own),
    ("PortalOutage", "BFCODZP", every),
    ("Rectification Delivery", "BCO", every),
    ("Rectification Delivery", "D", district),
    ("Delivery", "F", there("recovery_id")),
    ("Delivery", "Z", both(district, above("obligation", "obligation", QUARTERLY))),
    ("Rectification Delivery", "P", own),
    # demands, complaints, disclosures, changes
    ("Demand Match FollowUp", "BCO", every),
    ("Demand Match FollowUp", "DZ", district),
    ("Demand Match FollowUp", "P", own),
    ("Complaint", "BC", at_my_desk),
    ("Complaint", "D", district),
    ("Complaint", "Z", both(place, lambda _eye, row: row["center_may"])),
    ("Complaint", "O", state("FUND_USE", column="kind")),
    ("Complaint", "P", both(own, state("ANSWERED"))),
    ("Disclosure", ALL, state("PUBLISHED", "SUPERSEDED")),
    ("Disclosure", "BCO", every),
    ("Disclosure", "DZ", district),
    ("Disclosure", "P", own),
    ("ChangeFiling", "BCO", there("first_sent_at")),
    ("FilingCopy", "BCO", OF_SENT),
    ("RegistryChange UnfiledChange", "BFCO", every),
    ("ChangeFiling", "D", both(district, there("first_sent_at"))),
    ("FilingCopy", "D", both(district, OF_SENT)),
    ("RegistryChange UnfiledChange", "D", district),
    ("ChangeFiling FilingCopy RegistryChange UnfiledChange", "P", own),
    # targets and supervision
    ("Target TargetProgress ResponsibilityLetter Signature Assessment", "BCO", every),
    ("Target TargetProgress Assessment", "DZ", district),
    ("ResponsibilityLetter", "DZ", both(district, OFFERED)),
    ("Signature", "DZ", both(district, above("letter", "responsibility_letter", OFFERED))),
    ("Target TargetProgress Assessment", "P", own),
    ("ResponsibilityLetter", "P", both(own, OFFERED)),
    ("Signature", "P", both(own, above("letter", "responsibility_letter", OFFERED))),
    ("Task Assignment Inspection InspectionFinding Difficulty", "BCO", every),
    ("Task", "DZ", place),
    ("Assignment Inspection InspectionFinding Difficulty", "DZ", district),
    ("Assignment Inspection InspectionFinding Difficulty", "P", own),
    ("Circular", ALL, state("PUBLISHED")),
    ("Circular", "BFCODZP", state("ARCHIVED")),
    ("Circular", "C", every),
    # other agencies' machines
    ("Client ClientScope ClientToken", "SUT", every),
    ("Client", "A", mine),
    ("ClientScope ClientToken", "A", above("client", "client", mine)),
    ("Report", "A", both(shared("REPORTS"), state("ACCEPTED"))),
    ("ReportVersion", "A", both(shared("REPORTS"), in_force("report"))),
    ("Consolidation", "A", both(shared("CONSOLIDATIONS"), state("RECEIVED"))),
    ("ConsolidationVersion", "A", RECEIVED),
    ("ConsolidationItem", "A", above("consolidation_version", "consolidation_version", RECEIVED)),
    (
        "Obligation",
        "A",
        both(shared("OUTCOMES"), QUARTERLY, state("ON_TIME", "LATE", "MISSING", "EXEMPT", column="outcome")),
    ),
    ("Evaluation", "A", both(shared("GRADES"), there("published_result_id"))),
    ("Result", "A", both(shared("GRADES"), noticed)),
    ("Payment", "A", both(shared("AWARDS"), state("PAID"))),
)
"""Who sees which records: by nouns, whose letters, and when."""

CONTACT: Final = "contact_name contact_phone"
VEILED: Final[tuple[tuple[str, str, Says], ...]] = (
    ("Platform", CONTACT, (("", "BFCO", every), ("", "DZ", place), ("", "P", my_platform))),
    ("Entity", "legal_representative", (("", "BFCO", every), ("", "P", my_entity))),
    ("Enterprise", "employees revenue assets", (("", "BFCO", every), ("", "DZ", district), ("", "P", own))),
    ("Partner", f"{CONTACT} reason", (("", "BFCO", every), ("", "DZ", district), ("", "P", own))),
    ("Product Channel", "reason", (("", "BFCO", every), ("", "DZ", district), ("", "P", own))),
    ("Account", "phone email", (("", "SU", every), ("", "BFCODZPESUTA", myself))),
    ("Letter", "subject text html", (("", ALL, mine),)),
    ("RoundSubject", "reason", (("", "B", every), ("", "CO", OF_CALLED))),
    ("Evaluation", "experts_score experts_grade score_steps decided_grade", (("", "BO", every),)),
    ("Obligation", "extension_reason exemption_reason", (("", "BCODZP", every),)),
    ("Evaluation", "reminded_on takeover_reason open_objections reopen_reason", (("", "BODPE", every),)),
    ("Result", "experts_score experts_grade steps", (("", "BO", every),)),
    ("Result", "reason", (("", "BOFCDP", every),)),
    ("Objection", "receipt content name contact findings", (("", "BO", every),)),
    ("Subsidy", "derivation decision cancel_reason", (("", "BFCO", every), ("", "D", place), ("", "P", payee))),
    (
        "FundUse",
        "voucher payee subject finding reason recorded_at",
        (("", "BFCO", every), ("", "D", place), ("", "P", payee)),
    ),
    ("Complaint", "receipt content name contact findings pass_reason", (("", "BCODZ", every),)),
    ("Disclosure", "proof", (("", "BCO", every), ("", "DZ", district), ("", "P", own))),
    ("RegistryChange UnfiledChange", "before after", (("", "BCODP", every),)),
    ("Signature", "name", (("", "BCODZ", every),)),
)
"""Of what is seen, what only some see."""


MASKED: Final[tuple[tuple[str, str, Says], ...]] = (
    ("Platform", CONTACT, (("", "BC", every), ("", "DZ", place), ("", "P", my_platform))),
    ("Entity", "legal_representative", (("", "B", every), ("", "P", my_entity))),
    ("Partner", CONTACT, (("", "P", own),)),
    ("TeamMember", "name", (("", "BC", every), ("", "DZ", district), ("", "P", own))),
    ("Complaint", "name contact", (("", "BCDZ", in_my_hands),)),
    ("Objection", "name contact", (("", "B", every),)),
    ("Account", "phone email", (("", "S", every), ("", ALL, myself))),
    ("Letter", "address", (("", ALL, mine),)),
    ("Delivery", "to_whom", (("", "BFCDZP", every),)),
)
"""Of what is shown, what only some see as it is."""


def holds_for(eye: Eye, row: Row, says: Iterator[tuple[str, str, Test]]) -> bool:
    return any(eye.letter in letters and test(eye, row) for _, letters, test in says)


def sees(eye: Eye, noun: str, row: Row) -> bool:
    """Whether the record is in any list, below any record, or answered by its id."""
    return holds_for(eye, row, (each for each in SEES if noun in each[0].split()))


def reveals(eye: Eye, noun: str, column: str, row: Row) -> bool:
    """Whether a field of a record that is seen is shown."""
    veils = [says for nouns, columns, says in VEILED if noun in nouns.split() and column in columns.split()]
    return all(holds_for(eye, row, iter(says)) for says in veils)


def unmasks(eye: Eye, noun: str, column: str, row: Row) -> bool:
    """Whether a field of a record that is shown is shown as it is."""
    masks = [says for nouns, columns, says in MASKED if noun in nouns.split() and column in columns.split()]
    return all(holds_for(eye, row, iter(says)) for says in masks)


def looks_up(eye: Eye, _row: Row) -> bool:
    """Whether an enterprise is found by its whole code."""
    return eye.letter in "BFCODZPE"
