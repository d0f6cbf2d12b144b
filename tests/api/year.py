"""A year of one district's centre over HTTP: what it undertook, did and handed in, quarter by quarter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.api.client import Client
from tests.api.opening import Opened, uscc
from tests.api.sendings import document, photo, saved, sent, sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

YEAR: Final = 2021
QUARTERS: Final = {"2021Q1": "2021-03-12", "2021Q2": "2021-06-17", "2021Q3": "2021-09-22", "2021Q4": "2021-12-16"}
"""The day on which each quarter's report is handed in: of the third a day late."""
OWN_TARGET: Final = 15
TARGETS: Final = {"ACTIVITIES": 12, "ENTERPRISES": 10, "PERSONS": 400, "PUBLIC_BENEFIT": 6}
SCALES: Final = {
    "micro": ("91", {"industry": "INDUSTRY", "employees": 8, "revenue": "900000.00"}),
    "small": ("91", {"industry": "INDUSTRY", "employees": 100, "revenue": "9000000.00"}),
    "growing": ("91", {"industry": "INDUSTRY", "employees": 200, "revenue": "19000000.00"}),
    "medium": ("91", {"industry": "INDUSTRY", "employees": 500, "revenue": "90000000.00"}),
    "stall": ("92", {"industry": "RETAIL", "employees": 2, "revenue": "90000.00"}),
    "shop": ("92", {"industry": "RETAIL", "employees": 3, "revenue": "80000.00"}),
    "stranger": ("91", {"industry": "SOFTWARE", "employees": 30, "revenue": "5000000.00"}),
}
"""Enterprises by their credit code's kind and scale; the stranger is never served."""
ACTIVITIES: Final = {
    "2021Q1": [
        ("2021-01-20", "STARTUP_COACHING", "PUBLIC_BENEFIT", "OFFLINE", 30, True, "0.00", "micro small stall"),
        ("2021-02-03", "FINANCING_SERVICES", "MARKET", "ONLINE", 12, False, "1200.50", "micro growing"),
        ("2021-03-10", "IT_SERVICES", "PUBLIC_BENEFIT", "ONLINE", 45, True, "0.00", "small growing medium"),
    ],
    "2021Q2": [
        ("2021-04-15", "MARKET_PLANNING", "MARKET", "OFFLINE", 18, False, "3000.00", "medium shop"),
        ("2021-05-20", "HR_AND_TRAINING", "PUBLIC_BENEFIT", "OFFLINE", 52, True, "0.00", "micro small shop stall"),
    ],
    "2021Q3": [
        ("2021-07-08", "TECHNICAL_SERVICES", "MARKET", "ONLINE", 9, False, "560.00", "medium"),
        ("2021-08-12", "BUSINESS_SERVICES", "MARKET", "OFFLINE", 21, True, "99.99", "small stall"),
        ("2021-09-16", "INNOVATION_SUPPORT", "PUBLIC_BENEFIT", "OFFLINE", 33, False, "200.00", "micro medium"),
    ],
    "2021Q4": [
        ("2021-10-20", "HR_AND_TRAINING", "PUBLIC_BENEFIT", "ONLINE", 61, True, "0.00", "micro growing shop"),
        ("2021-11-11", "MANAGEMENT_CONSULTING", "MARKET", "OFFLINE", 14, False, "4800.00", "growing"),
        ("2021-12-09", "PRODUCTION_SUPPORT", "MARKET", "ONLINE", 8, False, "0.01", "growing stall"),
    ],
}
"""Day, function, nature, mode, persons, training, fee, whom it served."""
ARCHIVED: Final = {"2021-01-20", "2021-05-20", "2021-09-16"}
"""Activities whose archive is filled; that of the others holds the notice alone."""
GROWN: Final = ("2021-11-11", {"industry": "INDUSTRY", "employees": 320, "revenue": "25000000.00"})
"""Before which activity an enterprise is found to be medium by now, and what it is told from."""
POSTS: Final = {
    "2021Q1": ["POLICY", "POLICY", "SERVICE", "MARKET"],
    "2021Q2": ["SERVICE", "SERVICE", "POLICY"],
    "2021Q3": ["TECHNOLOGY", "SERVICE"],
    "2021Q4": ["POLICY", "POLICY", "POLICY", "ECONOMY"],
}
FOLLOW_UPS: Final = {
    "2021Q1": [("micro", 5), ("small", 4), ("growing", 3)],
    "2021Q2": [("medium", 4), ("stall", None)],
    "2021Q3": [("small", 5), ("stall", 2), ("micro", 5)],
    "2021Q4": [("micro", 4), ("growing", 5), ("growing", 1)],
}
"""Who was asked, the first on the day of handing in, each other a day before; and the rating given."""
PARTNERS: Final = ("律所", "银行", "检测所", "高校")
TYPED: Final = {
    "2021Q1": {"expertCount": 6, "floorArea": "640.00"},
    "2021Q2": {"expertCount": 8, "floorArea": "640.00"},
    "2021Q3": {"expertCount": 8, "floorArea": "815.55"},
    "2021Q4": {"expertCount": 11, "floorArea": "815.55", "problemText": "需要更多技术专家。"},
}
WRITTEN: Final = {"featureText": "开展“一企一策”诊断。", "demoEffectText": "周边街道前来交流。"}


@dataclass
class Year:
    """The centre's year as it goes on."""

    who: Opened
    channel: str = ""
    enterprises: dict[str, str] = field(default_factory=dict[str, str])
    partners: dict[str, str] = field(default_factory=dict[str, str])
    open_demands: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def own(self) -> dict[str, Any]:
        """The platform that all is recorded of."""
        return {"platform": self.who.centre}

    async def until(self, day: str) -> None:
        """Move the city on."""
        found = await self.who.bureau.do("advanceClock", "clock { today }", to=day)
        assert found["clock"]["today"] == day

    # what is undertaken in January

    async def targets(self) -> None:
        """The bureau sets the district's targets, the department its centre's part of one."""
        goal: dict[str, Any] = {"year": YEAR, "document": "昆工信发〔2021〕3号"}
        for measure, amount in TARGETS.items():
            await self.who.bureau.do("setTarget", region=self.who.region, measure=measure, amount=amount, **goal)
        await self.who.department.do("setTarget", **self.own, measure="ACTIVITIES", amount=OWN_TARGET, **goal)

    async def letter(self) -> Any:
        """The letter of responsibility, drafted, offered, and signed by the three."""
        centre, show = self.who.center, "responsibilityLetter { id version state targets { level measure amount } }"
        text: dict[str, Any] = {"year": YEAR, "text": "全年完成下列目标。", "number": "责〔2021〕1号"}
        made = (await centre.do("draftResponsibilityLetter", show, **self.own, **text))["responsibilityLetter"]
        for person, act in (
            (centre, "offerResponsibilityLetter"),
            (self.who.desk, "signResponsibilityLetter"),
            (self.who.department, "countersignResponsibilityLetter"),
            (centre, "countersignResponsibilityLetter"),
        ):
            done = await person.do(act, show, id=made["id"], expectedVersion=made["version"])
            made = done["responsibilityLetter"]
        return made

    async def equipped(self) -> None:
        """Team, channel, partners, product, the five disclosures, and the enterprises it knows."""
        do = self.who.operator.do
        for number, since in enumerate(("2020-06-01", "2020-09-01", "2021-01-04", "2021-01-04", "2021-01-04")):
            member = {"name": f"职员{number}", "post": "服务专员", "validFrom": since}
            await do("recordTeamMember", **self.own, **member, fullTime=number != 1)
        channel: dict[str, Any] = {
            "kind": "WEBSITE",
            "name": "中心网站",
            "address": "https://example.invalid",
            "validFrom": "2020-06-01",
        }
        self.channel = (await do("recordChannel", "channel { id }", **self.own, **channel))["channel"]["id"]
        for name, since in (("律所", "2020-07-01"), ("银行", "2020-07-01")):
            await self.partner(name, since)
        product: dict[str, Any] = {
            "name": "财税诊断",
            "function": "MANAGEMENT_CONSULTING",
            "nature": "MARKET",
            "feeStandard": "每次800元",
        }
        await do("recordProduct", **self.own, **product, core=True, validFrom="2020-07-01")
        for item in ("CONTENT", "PROCESS", "STANDARD", "FEES", "HOURS"):
            await self.disclosed(item, "2021-01-04", "2021-12-01" if item == "PROCESS" else None)
        for number, (name, (kind, scale)) in enumerate(SCALES.items(), 100):
            fields: dict[str, Any] = {"name": f"{name}企业", "uscc": uscc(kind, number), "scale": scale}
            made = await do("registerEnterprise", "enterprise { id }", **self.own, **fields)
            self.enterprises[name] = made["enterprise"]["id"]

    async def disclosed(self, item: str, since: str, until: str | None = None) -> None:
        """One of the five is made public."""
        public: dict[str, Any] = {"text": "详见公示栏。", "place": "服务大厅", "proof": f"照片{item}", "validTo": until}
        await self.who.operator.do("publishDisclosure", item=item, **self.own, **public, validFrom=since)

    async def partner(self, name: str, since: str) -> None:
        """A partner joins."""
        code = uscc("91", 200 + PARTNERS.index(name))
        fields: dict[str, Any] = {
            "name": name,
            "uscc": code,
            "functions": ["BUSINESS_SERVICES"],
            "way": "BOTH",
            "validFrom": since,
        }
        made = await self.who.operator.do("recordPartner", "partner { id }", **self.own, **fields)
        self.partners[name] = made["partner"]["id"]

    async def partner_left(self, name: str, day: str) -> None:
        """A partner leaves."""
        await self.change("endPartner", "Partner", self.partners[name], day=day, reason="协议到期")

    async def change(self, act: str, noun: str, id: str, *, by: Client | None = None, **input: Any) -> None:
        """An act on a record, by its present version."""
        person = by or self.who.operator
        query = f"query($id: ID!) {{ node(id: $id) {{ ... on {noun} {{ version }} }} }}"
        version = (await person.query(query, id=id))["node"]["version"]
        await person.do(act, id=id, expectedVersion=version, **input)

    # what a quarter brings

    async def served(self, quarter: str) -> None:
        """The quarter's activities with their archives, posts and follow-ups."""
        for day, function, nature, mode, persons, training, fee, whom in ACTIVITIES[quarter]:
            if day == GROWN[0]:
                grown: dict[str, Any] = {"name": "growing企业", "scale": GROWN[1]}
                await self.change("updateEnterprise", "Enterprise", self.enterprises["growing"], **grown)
            how: dict[str, Any] = {
                "function": function,
                "nature": nature,
                "mode": mode,
                "persons": persons,
                "training": training,
            }
            await self.archive(await self.activity(day, whom, **how, fee=fee), day)
        for topic in POSTS[quarter]:
            await self.posted(QUARTERS[quarter], topic)
        for ago, (whom, rating) in enumerate(FOLLOW_UPS[quarter]):
            day = date.fromisoformat(QUARTERS[quarter]) - timedelta(days=ago)
            await self.followed_up(day.isoformat(), whom, rating)

    async def activity(self, day: str, whom: str, **how: Any) -> str:
        """An activity for enterprises."""
        made = await self.who.operator.do(
            "recordActivity", "activity { id }", **self.own, entry=self.entry(day, whom, **how)
        )
        return made["activity"]["id"]

    def entry(self, day: str, whom: str, **how: Any) -> dict[str, Any]:
        """An entry of the ledger."""
        usual = {"function": "IT_SERVICES", "nature": "MARKET", "mode": "OFFLINE", "place": "服务大厅"}
        ids = [self.enterprises[name] for name in whom.split()]
        return {**usual, "day": day, "subject": f"{day}服务", "enterprises": ids, **how}

    async def posted(self, day: str, topic: str) -> str:
        """An item of information."""
        post: dict[str, Any] = {
            "day": day,
            "topic": topic,
            "source": "LOCAL",
            "title": f"{day}信息",
            "channel": self.channel,
        }
        return (await self.who.operator.do("recordPost", "post { id }", **self.own, **post))["post"]["id"]

    async def followed_up(self, day: str, whom: str, rating: int | None) -> str:
        """What an enterprise says afterwards."""
        fields: dict[str, Any] = {
            "day": day,
            "met": True,
            "further": False,
            "rating": rating,
            "enterprise": self.enterprises[whom],
        }
        made = await self.who.operator.do("recordFollowUp", "followUp { id }", **self.own, **fields)
        return made["followUp"]["id"]

    async def mistaken(self, day: str) -> None:
        """Entries made by mistake: an activity that another replaces; an activity, a post and a follow-up taken back."""
        wrong = await self.activity(day, "medium", persons=999, fee="999.00", training=True)
        right = self.entry(day, "shop", persons=24, fee="50.00", nature="PUBLIC_BENEFIT")
        await self.change("replaceActivity", "Activity", wrong, entry=right, reason="人数登记有误")
        for noun, id in {
            "Activity": await self.activity(day, "stranger", persons=77),
            "Post": await self.posted(day, "POLICY"),
            "FollowUp": await self.followed_up(day, "shop", 1),
        }.items():
            await self.change(f"withdraw{noun}", noun, id, reason="误登记")

    async def archive(self, activity: str, day: str) -> None:
        """The archive of an activity, complete or with its notice alone."""
        made = {
            "NOTICE": ("通知.docx", document("word/document.xml", {"word/notice.xml": f"<a>{day}</a>"})),
            "SIGN_IN": ("签到表.jpg", saved(sheet(int(day[5:7])))),
            "PHOTO": ("现场.jpg", saved(photo(int(day[5:7])))),
            "BRIEF": ("简报.docx", document("word/document.xml", {"word/brief.xml": f"<a>{day}</a>"})),
            "SUMMARY": ("总结.xlsx", document(more={"xl/summary.xml": f"<a>{day}</a>"})),
        }
        for slot, (name, content) in made.items() if day in ARCHIVED else list(made.items())[:1]:
            file = await sent(self.who.operator, name, content, **self.own)
            await self.who.operator.do("attachEvidence", activity=activity, file=file, slot=slot)

    async def demanded(self, whom: str, function: str, day: str) -> str:
        """An enterprise needs something."""
        fields: dict[str, Any] = {"enterprise": self.enterprises[whom], "function": function, "day": day}
        made = await self.who.operator.do(
            "recordDemand", "demand { id }", **self.own, **fields, content="需要支持", source="VISIT"
        )
        return made["demand"]["id"]

    async def matched(self, demand: str, day: str) -> None:
        """It is brought together with the bank."""
        await self.change("matchDemand", "Demand", demand, day=day, partner=self.partners["银行"])

    async def concluded(self, demand: str, day: str, financing: str | None = None, *, met: bool = True) -> None:
        """What became of it."""
        fields: dict[str, Any] = {"day": day, "met": met, "result": "已对接", "financing": financing}
        await self.change("recordMatchResult", "Demand", demand, **fields)

    async def renamed(self, day: str, **changes: str) -> None:
        """The registry shows another name, address or legal representative of the unit that runs the centre."""
        query = "query($id: ID!) { node(id: $id) { ... on Entity { name address legalRepresentative } } }"
        known = (await self.who.bureau.query(query, id=self.who.holder))["node"]
        await self.change("updateEntity", "Entity", self.who.holder, by=self.who.bureau, day=day, **known | changes)

    async def filed(self, kind: str, day: str, before: str, after: str) -> None:
        """The centre files a change with both who are to know."""
        fields: dict[str, Any] = {
            "kind": kind,
            "completedOn": day,
            "before": before,
            "after": after,
            "proof": f"登记{day}",
        }
        await self.who.operator.do("fileChange", **self.own, **fields, sendTo=["DEPARTMENT", "MUNICIPAL_CENTER"])

    async def complained(self) -> None:
        """A stranger complains, and the department answers."""
        department, show = self.who.department, "complaint { id version }"
        fields: dict[str, Any] = {"kind": "OTHER", "content": "等候时间太长"}
        receipt = await self.who.anyone.do("raiseComplaint", "receipt", **self.own, **fields)
        assert receipt["receipt"]
        query = "{ complaints(filter: {state: {eq: RECEIVED}}) { nodes { id version } } }"
        [found] = (await department.query(query))["complaints"]["nodes"]
        at: dict[str, Any] = {"id": found["id"], "expectedVersion": found["version"]}
        taken = (await department.do("takeUpComplaint", show, **at))["complaint"]
        answer: dict[str, Any] = {"upheld": True, "findings": "属实", "answer": "已增设窗口"}
        await department.do("answerComplaint", show, **at | {"expectedVersion": taken["version"]}, **answer)

    # what it hands in

    async def owed(self, person: Client, kind: str, quarter: str) -> str:
        """The obligation of the centre, or of its district."""
        query = "query($q: Quarter!, $k: ObligationKind!, $r: ID!) { obligations(filter: {quarter: {eq: $q}, kind: {eq: $k}, region: {eq: $r}}) { nodes { id } } }"
        [found] = (await person.query(query, q=quarter, k=kind, r=self.who.region))["obligations"]["nodes"]
        return found["id"]

    async def reported(self, quarter: str) -> str:
        """The centre's own report, which rides with the district's consolidation until the municipal centre has it; answers with the report."""
        operator, show = self.who.operator, "report { id version state waitingOn }"
        made = (await operator.do("startReport", show, obligation=await self.owed(operator, "REPORT", quarter)))[
            "report"
        ]
        typed: dict[str, Any] = {"figures": {**TYPED[quarter], **WRITTEN}}
        for act, more in (("saveReportDraft", typed), ("submitReport", dict[str, Any]())):
            done = await operator.do(act, show, id=made["id"], expectedVersion=made["version"], **more)
            made = done["report"]
        assert made["state"] == "SUBMITTED", made
        desk, show = self.who.desk, "consolidation { id version state }"
        owed = await self.owed(desk, "CONSOLIDATION", quarter)
        row = (await desk.do("startConsolidation", show, obligation=owed))["consolidation"]
        steps: Sequence[tuple[Client, str, dict[str, Any]]] = (
            (desk, "saveConsolidationDraft", {"texts": {"featureText": "辖区服务平稳。"}}),
            (desk, "submitConsolidation", {}),
            (self.who.department, "passConsolidation", {"opinion": "属实，同意报送。"}),
            (self.who.center, "receiveConsolidation", {}),
        )
        for person, act, more in steps:
            row = (await person.do(act, show, id=row["id"], expectedVersion=row["version"], **more))["consolidation"]
        assert row["state"] == "RECEIVED", row
        return made["id"]
