"""Where each figure of a quarterly report and each computed input of the index comes from: one query over the records, and how its answer is counted.

The counting is written anew here, from what the API shows alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from domain.kernel.units import Quarter
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.terms.evaluation import IndicatorSource as Source
from tests.api.client import Client

TYPES: Final = {
    **dict.fromkeys(("first", "last", "eve", "day", "after"), "Date!"),
    **dict.fromkeys(("from", "until"), "DateTime!"),
    **dict.fromkeys(("quarter", "firstQuarter", "lastQuarter"), "Quarter!"),
    **dict.fromkeys(("platform", "report"), "ID!"),
    "year": "Int!",
}
SATISFIED: Final = KUNMING_2020.satisfied_from.value
ITEMS: Final = {
    "CONTENT": "服务内容",
    "PROCESS": "服务流程",
    "STANDARD": "服务标准",
    "FEES": "收费标准",
    "HOURS": "服务时间",
}


@dataclass(frozen=True)
class Trace:
    """One query, and how its answer comes to the figure."""

    asks: str
    counts: Callable[[Any], Any]

    @property
    def query(self) -> str:
        """The whole document, with the variables it names."""
        names = sorted(set(re.findall(r"\$(\w+)", self.asks)))
        declared = ", ".join(f"${name}: {TYPES[name]}" for name in names)
        return f"query({declared}) {{ {self.asks} }}"

    async def shown(self, person: Client, known: Mapping[str, Any]) -> Any:
        """What the records tell somebody."""
        used = {name: known[name] for name in re.findall(r"\$(\w+)", self.asks)}
        return self.counts(await person.query(self.query, **used))


def span(first: date, last: date, day: date, **known: str) -> dict[str, Any]:
    """The variables of a time: what stands is counted on `day`."""
    days = {"first": first, "last": last, "day": day}
    days |= {"eve": first - timedelta(days=1), "after": day + timedelta(days=1)}
    return {
        **{name: each.isoformat() for name, each in days.items()},
        "from": f"{first}T00:00:00+08:00",
        "until": f"{last}T23:59:59.999999+08:00",
        **known,
    }


def of_quarter(quarter: str, submitted_on: date, **known: str) -> dict[str, Any]:
    """The variables of a quarter's report."""
    q = Quarter(quarter)
    return span(q.first_day, q.last_day, min(q.last_day, submitted_on), quarter=quarter, **known)


def of_year(year: int, **known: str) -> dict[str, Any]:
    """The variables of a graded year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    quarters = {"firstQuarter": f"{year}Q1", "lastQuarter": f"{year}Q4"}
    return {**span(first, last, last, **quarters, **known), "year": year}


# how answers are counted


def nodes(data: Any, root: str) -> Sequence[Any]:
    """The nodes of a connection, of which there has to be one page."""
    assert not data[root]["pageInfo"]["hasNextPage"], root
    return data[root]["nodes"]


def total(data: Any) -> int:
    """How many there are of the one thing asked for."""
    [found] = data.values()
    return found["totalCount"]


def money(amounts: Sequence[str]) -> str:
    """A sum of money, as the API writes it."""
    return f"{sum(map(Decimal, amounts), Decimal(0)):.2f}"


def percent(part: int, whole: int) -> str | None:
    """Two digits, half up; null of nothing."""
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)) if whole else None


def served(data: Any) -> list[Any]:
    """Whom the activities served, in the order of their entering."""
    entered = sorted(nodes(data, "activities"), key=lambda each: each["recordedAt"])
    return [one for each in entered for one in nodes(each, "enterprises")]


def each_once(rows: Sequence[Any]) -> int:
    """How many enterprises rows name."""
    return len({row["enterprise"]["id"] for row in rows})


def small(data: Any) -> int:
    """Enterprises served that were small or micro when last served."""
    last = {row["enterprise"]["id"]: row for row in served(data)}
    return sum(row["size"] in ("SMALL", "MICRO") and not row["selfEmployed"] for row in last.values())


def codes(data: Any, root: str) -> set[str]:
    """The organisations a root names."""
    return {each["uscc"] for each in nodes(data, root)}


def satisfied(data: Any) -> tuple[int, int]:
    """Satisfied ratings, and all."""
    ratings = [each["rating"] for each in nodes(data, "followUps")]
    return sum(rating >= SATISFIED for rating in ratings), len(ratings)


# how records are asked for


def filtered(root: str, filter: str, shows: str, alias: str = "") -> str:
    """One root over the platform's records."""
    page = "" if shows == "totalCount" else ", first: 100"
    selection = shows if shows == "totalCount" else f"pageInfo {{ hasNextPage }} nodes {{ {shows} }}"
    return f"{alias}{root}(filter: {{platform: {{eq: $platform}}, {filter}}}{page}) {{ {selection} }}"


OF_QUARTER: Final = "quarter: {eq: $quarter}"
OF_DAYS: Final = "day: {gte: $first, lte: $last}"
RECORDED: Final = "state: {eq: RECORDED}"
HEARD: Final = "state: {in: [RECORDED, ACTED_ON]}"
WANTED: Final = "state: {in: [OPEN, MATCHED, RESOLVED, UNMET]}"
WAS: Final = "state: {in: [CURRENT, ENDED]}"
ON_DAY: Final = f"{WAS}, validFrom: {{lte: $day}}, or: [{{validTo: {{isNull: true}}}}, {{validTo: {{gte: $after}}}}]"
ON_EVE: Final = f"{WAS}, validFrom: {{lte: $eve}}, or: [{{validTo: {{isNull: true}}}}, {{validTo: {{gte: $first}}}}]"
PAGE: Final = "pageInfo { hasNextPage }"
WHOM: Final = f"recordedAt enterprises(first: 20) {{ {PAGE} nodes {{ size selfEmployed enterprise {{ id }} }} }}"
BENEFIT: Final = "nature: {eq: PUBLIC_BENEFIT}"


def count(root: str, filter: str) -> Trace:
    """A figure that is how many records there are."""
    return Trace(filtered(root, filter, "totalCount"), total)


def activities(shows: str, counts: Callable[[Sequence[Any]], Any]) -> Trace:
    """A figure that is told by the activities of a quarter."""
    asks = filtered("activities", f"{OF_QUARTER}, {RECORDED}", shows)
    return Trace(asks, lambda data: counts(nodes(data, "activities")))


def draft(field: str) -> Trace:
    """A figure that somebody typed: it stands in the draft that was saved."""
    asks = f"node(id: $report) {{ ... on Report {{ draft {{ {field} }} }} }}"
    return Trace(asks, lambda data: data["node"]["draft"][field])


def financing(shows: str, counts: Callable[[Sequence[Any]], Any]) -> Trace:
    """A figure that is told by the matches that brought money in a quarter."""
    brought = "resultQuarter: {eq: $quarter}, financing: {isNull: false}, withdrawn: {eq: false}"
    return Trace(filtered("matches", brought, shows), lambda data: counts(nodes(data, "matches")))


PUBLIC_BENEFIT: Final = "{} {}".format(
    filtered("activities", f"{OF_QUARTER}, {RECORDED}, {BENEFIT}", "totalCount", "part: "),
    filtered("activities", f"{OF_QUARTER}, {RECORDED}", "totalCount", "whole: "),
)
FIGURES: Final[Mapping[str, Trace]] = {
    "activityCount": count("activities", f"{OF_QUARTER}, {RECORDED}"),
    "activityOnlineCount": count("activities", f"{OF_QUARTER}, {RECORDED}, mode: {{eq: ONLINE}}"),
    "enterpriseCount": Trace(
        filtered("activities", f"{OF_QUARTER}, {RECORDED}", WHOM), lambda data: each_once(served(data))
    ),
    "enterpriseVisits": activities(
        "enterprises { totalCount }", lambda found: sum(each["enterprises"]["totalCount"] for each in found)
    ),
    "microSmallCount": Trace(filtered("activities", f"{OF_QUARTER}, {RECORDED}", WHOM), small),
    "selfEmployedCount": Trace(
        filtered("activities", f"{OF_QUARTER}, {RECORDED}", WHOM),
        lambda data: each_once([row for row in served(data) if row["selfEmployed"]]),
    ),
    "personCount": activities("persons", lambda found: sum(each["persons"] for each in found)),
    "trainingPersonCount": activities(
        "persons training", lambda found: sum(each["persons"] for each in found if each["training"])
    ),
    "policyInfoCount": count("posts", f"{OF_QUARTER}, {RECORDED}, topic: {{eq: POLICY}}"),
    "serviceInfoCount": count("posts", f"{OF_QUARTER}, {RECORDED}, topic: {{eq: SERVICE}}"),
    "demandCollected": count("demands", f"{OF_QUARTER}, {WANTED}"),
    "demandMatched": count("demands", f"matchedOn: {{gte: $first, lte: $last}}, {WANTED}"),
    "partnerAgencyCount": Trace(filtered("partners", ON_DAY, "uscc"), lambda data: len(codes(data, "partners"))),
    "partnerAgencyNew": Trace(
        "{} {}".format(
            filtered("partners", f"{WAS}, validFrom: {{gte: $first, lte: $last}}", "uscc", "came: "),
            filtered("partners", ON_EVE, "uscc", "stood: "),
        ),
        lambda data: len(codes(data, "came") - codes(data, "stood")),
    ),
    "expertCount": draft("expertCount"),
    "financingAmount": financing("financing", lambda found: money([each["financing"] for each in found])),
    "financingEnterprises": financing("enterprise { id }", each_once),
    "serviceRevenue": activities("fee", lambda found: money([each["fee"] for each in found])),
    "publicServiceCount": count("activities", f"{OF_QUARTER}, {RECORDED}, {BENEFIT}"),
    "publicServiceRatio": Trace(
        PUBLIC_BENEFIT, lambda data: percent(data["part"]["totalCount"], data["whole"]["totalCount"])
    ),
    "satisfaction": Trace(
        filtered("followUps", f"{OF_QUARTER}, {HEARD}, rating: {{isNull: false}}", "rating"),
        lambda data: percent(*satisfied(data)),
    ),
    "surveyAnswers": count("followUps", f"{OF_QUARTER}, {HEARD}, rating: {{isNull: false}}"),
    "followUpCount": count("followUps", f"{OF_QUARTER}, {HEARD}"),
    "complaintCount": count("complaints", "answeredAt: {gte: $from, lte: $until}"),
    "staffCount": count("teamMembers", ON_DAY),
    "residentEnterprises": draft("residentEnterprises"),
    "residentEmployees": draft("residentEmployees"),
    "graduatedEnterprises": draft("graduatedEnterprises"),
    "floorArea": draft("floorArea"),
}
"""Of each figure of the form, by what clients call it."""


# the index


def measure(count: int | None = None, of: int | None = None, **more: Any) -> Any:
    """An input as the API shows it."""
    return {"count": count, "of": of, "late": None, "items": None, "target": None, **more}


def aimed(measure: str) -> str:
    """What asks for the platform's own target of the year."""
    return filtered("targets", f"year: {{eq: $year}}, measure: {{eq: {measure}}}, state: {{eq: SET}}", "amount")


def aim(data: Any) -> int | None:
    """The target, if there is one."""
    return next((each["amount"] for each in nodes(data, "targets")), None)


def counted(root: str, filter: str) -> Trace:
    """An input that is how many records there are."""
    return Trace(filtered(root, filter, "totalCount"), lambda data: measure(total(data)))


def part(filter: str) -> Trace:
    """An input that is a part of the year's activities."""
    asks = "{} {}".format(
        filtered("activities", f"{OF_DAYS}, {RECORDED}, {filter}", "totalCount", "part: "),
        filtered("activities", f"{OF_DAYS}, {RECORDED}", "totalCount", "whole: "),
    )
    return Trace(asks, lambda data: measure(data["part"]["totalCount"], data["whole"]["totalCount"]))


def reporting(data: Any) -> Any:
    """Reports handed in of those owed, and how many late; a transitional one is never late."""
    owed = [each for each in nodes(data, "obligations") if each["outcome"] not in ("EXEMPT", "PENDING")]
    handed = [each for each in owed if each["outcome"] in ("ON_TIME", "LATE")]
    late = sum(each["outcome"] == "LATE" and not each["transitional"] for each in handed)
    return measure(len(handed), len(owed), late=late)


def floor(data: Any) -> Any:
    """Whole square metres of the last report in force."""
    found = [each for each in nodes(data, "reports") if each["acceptedVersion"]]
    last = max(found, key=lambda each: each["quarter"])
    return measure(int(Decimal(last["acceptedVersion"]["floorArea"])))


def disclosed(data: Any) -> Any:
    """The items in force, by their names."""
    found = {each["item"] for each in nodes(data, "disclosures")}
    return measure(items=[name for item, name in ITEMS.items() if item in found])


def unfiled(data: Any) -> Any:
    """Changes filed late, or due and not on record, and the letter where none is signed."""
    late = [each for each in nodes(data, "changeFilings") if each["onTime"] is False]
    signed = data["responsibilityLetters"]["totalCount"]
    return measure(len(late) + data["unfiledChanges"]["totalCount"] + (not signed))


def followed_up(data: Any) -> Any:
    """Of the enterprises served, those followed up."""
    answered = {each["enterprise"]["id"] for each in nodes(data, "followUps")}
    whom = {row["enterprise"]["id"] for row in served(data)}
    return measure(len(answered & whom), len(whom))


YEARS_SERVICE: Final = filtered("activities", f"{OF_DAYS}, {RECORDED}", WHOM)
COMPLETED: Final = "completedOn: {gte: $first, lte: $last}"
IN_FORCE: Final = (
    "state: {in: [PUBLISHED, SUPERSEDED]}, validFrom: {lte: $last}, publishedAt: {lte: $until}, and: ["
    "{or: [{validTo: {isNull: true}}, {validTo: {gte: $after}}]}, "
    "{or: [{supersededOn: {isNull: true}}, {supersededOn: {gte: $after}}]}]"
)
INPUTS: Final[Mapping[Source, Trace]] = {
    Source.ACTIVITIES: Trace(
        f"{filtered('activities', f'{OF_DAYS}, {RECORDED}', 'totalCount')} {aimed('ACTIVITIES')}",
        lambda data: measure(data["activities"]["totalCount"], target=aim(data)),
    ),
    Source.ENTERPRISES: Trace(
        f"{YEARS_SERVICE} {aimed('ENTERPRISES')}",
        lambda data: measure(each_once(served(data)), target=aim(data)),
    ),
    Source.PERSONS: Trace(
        f"{filtered('activities', f'{OF_DAYS}, {RECORDED}', 'persons')} {aimed('PERSONS')}",
        lambda data: measure(sum(each["persons"] for each in nodes(data, "activities")), target=aim(data)),
    ),
    Source.PUBLIC_SERVICE: part(BENEFIT),
    Source.REPORTING: Trace(
        filtered(
            "obligations",
            "kind: {eq: REPORT}, quarter: {gte: $firstQuarter, lte: $lastQuarter}",
            "outcome transitional",
        ),
        reporting,
    ),
    Source.TEAM: counted("teamMembers", ON_DAY),
    Source.FLOOR_AREA: Trace(
        filtered(
            "reports", "quarter: {gte: $firstQuarter, lte: $lastQuarter}", "quarter acceptedVersion { floorArea }"
        ),
        floor,
    ),
    Source.DISCLOSURES: Trace(filtered("disclosures", IN_FORCE, "item"), disclosed),
    Source.ARCHIVES: part("archiveComplete: {eq: true}"),
    Source.FILINGS: Trace(
        " ".join(
            [
                filtered("changeFilings", f"{COMPLETED}, state: {{in: [OPEN, FILED]}}", "onTime"),
                filtered("unfiledChanges", COMPLETED, "totalCount"),
                filtered(
                    "responsibilityLetters", "year: {eq: $year}, signedAt: {gte: $from, lte: $until}", "totalCount"
                ),
            ]
        ),
        unfiled,
    ),
    Source.POSTS: counted("posts", f"{OF_DAYS}, {RECORDED}"),
    Source.PARTNERS: Trace(filtered("partners", ON_DAY, "uscc"), lambda data: measure(len(codes(data, "partners")))),
    Source.SATISFACTION: Trace(
        filtered("followUps", f"{OF_DAYS}, {HEARD}, rating: {{isNull: false}}", "rating"),
        lambda data: measure(*satisfied(data)),
    ),
    Source.FOLLOW_UPS: Trace(
        " ".join([filtered("followUps", f"{OF_DAYS}, {HEARD}", "enterprise { id }"), YEARS_SERVICE]), followed_up
    ),
}
"""Of each source of the index that is no declaration and no expert."""
