"""A year of one district's centre, from the letter of responsibility to the circular: every figure traced to records."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from domain.evaluation import materials
from domain.evaluation import scheme as scheme_rules
from domain.evaluation.scoring import MEASURES, MeasuredInput
from domain.kernel.units import as_points
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.reporting import form
from domain.terms import Kind
from tests.api.client import Client, serving
from tests.api.opening import ground, opened
from tests.api.traces import FIGURES, INPUTS, of_quarter, of_year
from tests.api.year import OWN_TARGET, QUARTERS, TARGETS, TYPED, WRITTEN, YEAR, Year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.settings import Settings

CODES = [form.FORM[name].code for name in form.FIGURES]
LINES = [each.line for each in scheme_rules.default_lines(KUNMING_2020) if each.line.kind is Kind.SERVICE_CENTER]


async def of_the_first(year: Year) -> None:
    """What else the first quarter brings: a demand met at once, money for one that was never served, a change filed in time."""
    met = await year.demanded("micro", "FINANCING_SERVICES", "2021-02-10")
    await year.matched(met, "2021-02-12")
    await year.concluded(met, "2021-03-05", "500000.00")
    stranger = await year.demanded("stranger", "FINANCING_SERVICES", "2021-02-20")
    await year.matched(stranger, "2021-03-01")
    await year.concluded(stranger, "2021-03-11", "1234567.89")
    year.open_demands["later"] = await year.demanded("small", "MARKET_PLANNING", "2021-03-10")
    await year.partner("检测所", "2021-02-01")
    await year.renamed("2021-03-01", legalRepresentative="李红")
    await year.filed("LEGAL_REPRESENTATIVE", "2021-03-01", "张华", "李红")


async def of_the_second(year: Year) -> None:
    """A demand of the quarter before is matched, two are new, one is withdrawn; mistakes are put right, a complaint is answered."""
    await year.matched(year.open_demands["later"], "2021-04-20")
    await year.concluded(year.open_demands["later"], "2021-05-06", met=False)
    year.open_demands["loan"] = await year.demanded("medium", "FINANCING_SERVICES", "2021-05-10")
    mistaken = await year.demanded("shop", "IT_SERVICES", "2021-05-11")
    await year.change("withdrawDemand", "Demand", mistaken, reason="重复登记")
    await year.mistaken("2021-06-10")
    await year.complained()


async def of_the_third(year: Year) -> None:
    """The first of two sums of money; a partner leaves, another comes; one leaves and is back the same day; a change is filed late."""
    await year.matched(year.open_demands["loan"], "2021-07-01")
    await year.concluded(year.open_demands["loan"], "2021-07-20", "2000000.00", met=False)
    await year.partner_left("律所", "2021-08-31")
    await year.partner_left("检测所", "2021-09-15")
    await year.partner("检测所", "2021-09-15")
    await year.partner("高校", "2021-09-01")
    await year.renamed("2021-08-10", address="人民中路8号")
    await year.filed("ADDRESS", "2021-08-10", "东风西路1号", "人民中路8号")


async def of_the_fourth(year: Year) -> None:
    """The rest of the money; a member leaves the team and a demand is given up."""
    await year.matched(year.open_demands["loan"], "2021-10-11")
    await year.concluded(year.open_demands["loan"], "2021-12-01", "3000000.00")
    await year.change("closeDemand", "Demand", year.open_demands["later"], reason="多次对接未果")
    asked = "query($p: ID!) { teamMembers(filter: {platform: {eq: $p}}, first: 1) { nodes { id } } }"
    [member] = (await year.who.operator.query(asked, p=year.who.centre))["teamMembers"]["nodes"]
    await year.change("endTeamMember", "TeamMember", member["id"], day="2021-11-30", reason="离职")


BY_HAND = {
    "2021Q1": {
        "microSmallCount": 3,
        "selfEmployedCount": 1,
        "financingEnterprises": 2,
        "financingAmount": "1734567.89",
        "partnerAgencyCount": 3,
        "partnerAgencyNew": 1,
    },
    "2021Q2": {"activityCount": 3, "personCount": 94, "demandCollected": 1, "demandMatched": 1, "complaintCount": 1},
    "2021Q3": {"partnerAgencyCount": 3, "partnerAgencyNew": 1, "satisfaction": "66.67", "staffCount": 5},
    "2021Q4": {"enterpriseCount": 4, "microSmallCount": 1, "selfEmployedCount": 2, "staffCount": 4},
}
"""What is easily miscounted: in the first quarter a stranger that was only financed, in the second mistakes, in the third a partner that left and came again on one day, in the fourth an enterprise that grew."""
INDEX_BY_HAND = {
    "ACTIVITIES": (12, None),
    "ENTERPRISES": (6, None),
    "PERSONS": (327, None),
    "PUBLIC_SERVICE": (6, 12),
    "REPORTING": (4, 4),
    "TEAM": (4, None),
    "FLOOR_AREA": (815, None),
    "DISCLOSURES": (None, None),
    "ARCHIVES": (3, 12),
    "FILINGS": (1, None),
    "POSTS": (13, None),
    "PARTNERS": (3, None),
    "SATISFACTION": (7, 10),
    "FOLLOW_UPS": (5, 6),
}
BROUGHT = dict(zip(QUARTERS, (of_the_first, of_the_second, of_the_third, of_the_fourth), strict=True))


async def traced(year: Year, quarter: str, report: str) -> dict[str, Any]:
    """The figures of a quarter's report in force, each found again in the records by operator and municipal centre."""
    show = " ".join((*CODES, *WRITTEN, "problemText"))
    asked = (
        f"query($id: ID!) {{ node(id: $id) {{ ... on Report {{ state acceptedVersion {{ submittedAt {show} }} }} }} }}"
    )
    found = (await year.who.center.query(asked, id=report))["node"]
    version = found["acceptedVersion"]
    on = date.fromisoformat(version["submittedAt"][:10])
    known = of_quarter(quarter, on, platform=year.who.centre, report=report)
    for code in CODES:
        trace = FIGURES[code]
        readers = [year.who.operator] if "$report" in trace.asks else [year.who.operator, year.who.center]
        for person in readers:
            assert await trace.shown(person, known) == version[code], (quarter, code)
    said = {name: version[name] for name in (*WRITTEN, *TYPED[quarter])}
    assert (found["state"], said) == ("ACCEPTED", {**WRITTEN, **TYPED[quarter]})
    return version


async def progress(year: Year, quarter: str) -> dict[tuple[str, str], tuple[int, int]]:
    """How far each target is achieved: in the quarter, and up to its end."""
    asked = "query($q: Quarter!) { targetProgress(filter: {quarter: {eq: $q}}) { nodes { level measure within cumulative } } }"
    found = (await year.who.bureau.query(asked, q=quarter))["targetProgress"]["nodes"]
    return {(each["level"], each["measure"]): (each["within"], each["cumulative"]) for each in found}


COUNTED = {
    "ACTIVITIES": "activityCount",
    "ENTERPRISES": "enterpriseCount",
    "PERSONS": "personCount",
    "PUBLIC_BENEFIT": "publicServiceCount",
}


async def reviewed(year: Year) -> Any:
    """The round of the year's work, as far as the department's review; answers with the material."""
    who = year.who
    await year.until("2022-02-21")
    await year.disclosed("HOURS", "2022-02-01")
    scheme = (await who.bureau.do("saveScheme", "scheme { id }", code="2021-1", name="评价体系"))["scheme"]["id"]
    days: dict[str, Any] = {"materialsDue": "2022-03-15", "districtDue": "2022-03-31"}
    terms: dict[str, Any] = {
        "scheme": scheme,
        "title": "关于开展2021年度评价的通知",
        "noticeNumber": "昆工信通〔2022〕6号",
        **days,
    }
    drafted = await who.bureau.do(
        "draftRound", "round { id version }", gradedYear=YEAR, kinds=["SERVICE_CENTER"], terms=terms
    )
    at: dict[str, Any] = {"id": drafted["round"]["id"], "expectedVersion": drafted["round"]["version"]}
    await who.bureau.do("callRound", "round { state }", **at)
    asked = "{ evaluations { nodes { id version state round { scheme { indicators(first: 50, filter: {kind: {eq: SERVICE_CENTER}}) { nodes { code source method parameters { items } } } } } } } }"
    [row] = (await who.operator.query(asked))["evaluations"]["nodes"]
    declared: list[dict[str, Any]] = [
        {"code": each["code"], "measure": {"items": each["parameters"]["items"][:1]}}
        for each in row["round"]["scheme"]["indicators"]["nodes"]
        if each["source"] == "DECLARED"
    ]
    assert {line.code for line in LINES if line.source == "DECLARED"} == {each["code"] for each in declared}
    steps: Sequence[tuple[Client, str, dict[str, Any]]] = (
        (who.operator, "saveEvaluationDraft", {"summary": "全年完成目标。", "declared": declared}),
        (who.operator, "submitEvaluation", {}),
        (who.department, "reviewEvaluation", {"opinion": "属实，同意上报。"}),
    )
    for person, act, more in steps:
        show = "evaluation { id version state }"
        row = (await person.do(act, show, id=row["id"], expectedVersion=row["version"], **more))["evaluation"]
    measures = "count of late items target"
    asked = f"query($id: ID!) {{ node(id: $id) {{ ... on Evaluation {{ latestMaterial {{ values(first: 50) {{ nodes {{ code points applicability computed {{ {measures} }} indicator {{ source }} }} }} }} }} }} }}"
    return (await who.center.query(asked, id=row["id"]))["node"]["latestMaterial"]["values"]["nodes"]


async def circular(year: Year, quarter: str) -> Any:
    """The circular on a quarter, published."""
    show = "circular { id version state number city { activities enterprises persons } districts { region owed onTime late missing consolidation activities enterprises persons } }"
    made = (await year.who.center.do("draftCircular", show, quarter=quarter, title="服务工作情况通报"))["circular"]
    at: dict[str, Any] = {"id": made["id"], "expectedVersion": made["version"], "number": "昆企服通〔2022〕1号"}
    return (await year.who.center.do("publishCircular", show, **at))["circular"]


def test_every_figure_and_every_computed_input_has_its_trace():
    assert set(FIGURES) == set(CODES)
    assert set(INPUTS) == set(MEASURES)


@pytest.mark.requirement("R12.1")
@pytest.mark.requirement("R14.1")
@pytest.mark.requirement("R14.2")
@pytest.mark.requirement("R16.3")
async def test_a_year_of_a_centre_in_which_every_figure_comes_from_records(settings: Settings):
    await ground(settings)
    async with serving(settings.model_copy(update={"demo": True})) as anyone:
        await walked(Year(await opened(anyone)))


async def walked(year: Year) -> None:
    """The year."""
    await year.who.center.do("setReportingNorm", fromQuarter="2021Q2", reportDay=18, consolidationDay=27)
    await year.targets()
    letter = await year.letter()
    assert letter["state"] == "SIGNED"
    undertaken = {each["measure"]: each["amount"] for each in letter["targets"] if each["level"] == "DISTRICT"}
    assert undertaken == TARGETS
    await year.equipped()

    versions = dict[str, Any]()
    for quarter, day in QUARTERS.items():
        await year.until(day)
        await year.served(quarter)
        await BROUGHT[quarter](year)
        versions[quarter] = await traced(year, quarter, await year.reported(quarter))
        assert {code: versions[quarter][code] for code in BY_HAND[quarter]} == BY_HAND[quarter]
    never = {code for code in CODES if not any(float(each[code] or 0) for each in versions.values())}
    assert never == {form.FORM[name].code for name in form.FIGURES if form.FORM[name].bases_only}

    await circular_agrees(year, "2021Q4", versions["2021Q4"])
    values = await reviewed(year)
    await traced_index(year, values)
    await achieved(year, versions, values)


async def traced_index(year: Year, values: Any) -> None:
    """Every computed input is found again in the records, and gives the points that stand there."""
    found = {each["indicator"]["source"]: each["computed"] for each in values if each["computed"]}
    assert {source: (each["count"], each["of"]) for source, each in found.items()} == INDEX_BY_HAND
    assert (found["REPORTING"]["late"], len(found["DISCLOSURES"]["items"])) == (1, 4)
    assert [found[each]["target"] for each in ("ACTIVITIES", "ENTERPRISES")] == [OWN_TARGET, None]
    lines = {line.code: line for line in LINES}
    assert {each["code"] for each in values} == set(lines)
    known = of_year(YEAR, platform=year.who.centre)
    for each in values:
        line = lines[each["code"]]
        if line.source not in INPUTS:
            assert each["computed"] is None
            continue
        for person in (year.who.operator, year.who.center):
            told = await INPUTS[line.source].shown(person, known)
            assert told == each["computed"], (each["code"], line.name)
        items = None if told["items"] is None else tuple(told["items"])
        measure = MeasuredInput(told["count"], told["of"], told["late"], items, told["target"])
        points = materials.points_of(line, measure, Fraction(line.weight))
        assert each["points"] == as_points(points), each["code"]


async def achieved(year: Year, versions: dict[str, Any], values: Any) -> None:
    """The targets are achieved as far as the reports say, quarter by quarter."""
    [served] = [each["computed"]["count"] for each in values if each["indicator"]["source"] == "ENTERPRISES"]
    so_far, found = dict.fromkeys(COUNTED, 0), dict[tuple[str, str], tuple[int, int]]()
    for quarter, version in versions.items():
        found = await progress(year, quarter)
        so_far = {measure: so_far[measure] + version[code] for measure, code in COUNTED.items()}
        assert {measure: found["DISTRICT", measure][0] for measure in COUNTED} == {
            measure: version[code] for measure, code in COUNTED.items()
        }
        for measure in ("ACTIVITIES", "PERSONS", "PUBLIC_BENEFIT"):
            assert found["DISTRICT", measure][1] == so_far[measure], (quarter, measure)
        assert found["PLATFORM", "ACTIVITIES"] == found["DISTRICT", "ACTIVITIES"]
    assert found["DISTRICT", "ENTERPRISES"][1] == served < so_far["ENTERPRISES"]


async def circular_agrees(year: Year, quarter: str, version: dict[str, Any]) -> None:
    """The circular on a quarter tells of the district what its consolidation and the city's figures tell."""
    await year.until("2022-01-10")
    said = await circular(year, quarter)
    [line] = [each for each in said["districts"] if each["region"] == "五华区"]
    asked = f"query($q: Quarter!, $r: ID!) {{ figures(filter: {{quarters: [$q], regions: [$r]}}) {{ {' '.join(CODES)} reportCount }} consolidations(filter: {{quarter: {{eq: $q}}, region: {{eq: $r}}}}) {{ nodes {{ acceptedVersion {{ {' '.join(CODES)} reportsTaken gaps }} }} }} }}"
    found = await year.who.center.query(asked, q=quarter, r=year.who.region)
    [received] = [each["acceptedVersion"] for each in found["consolidations"]["nodes"]]

    assert (said["state"], line["owed"], line["onTime"], line["consolidation"]) == ("PUBLISHED", 1, 1, "ON_TIME")
    for code in CODES:
        assert received[code] == found["figures"][code] == version[code], code
    shown = {"activities": "activityCount", "enterprises": "enterpriseCount", "persons": "personCount"}
    for name, code in shown.items():
        assert line[name] == said["city"][name] == version[code], name
    assert (received["reportsTaken"], received["gaps"], found["figures"]["reportCount"]) == (1, 0, 1)
    missing = [each["region"] for each in said["districts"] if each["consolidation"] == "MISSING"]
    assert len(missing) == len(said["districts"]) - 1
    asked = "{ circulars { nodes { number city { activities } } } }"
    assert (await year.who.anyone.query(asked))["circulars"]["nodes"] == [
        {"number": said["number"], "city": {"activities": line["activities"]}}
    ]
