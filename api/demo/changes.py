"""Platforms' disclosures, and their changes filed in time, late or never."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from api.demo.inhabitants import Town
from api.demo.memory import Row
from domain.calendar import KUNMING
from domain.kernel.acts import Act
from domain.services import disclosure as disclosure_rules
from domain.services.disclosure import Discloser, DisclosureContent
from domain.terms.registry import ChangeKind, FilingRecipient, FilingState, PlatformState
from domain.terms.services import DisclosureItem
from resolvers.registry.change_filings import (
    acknowledge_filing_copy,
    complete_filing_copy,
    file_change,
    return_filing_copy,
    send_filing_copy,
    withdraw_filing,
)
from resolvers.registry.entities import update_entity
from resolvers.registry.registry import update_platform
from resolvers.services.disclosures import publish_disclosure
from schema.registry.change_filing import FilingCopyRow
from schema.services.disclosure import DisclosureRow

R, K = FilingRecipient, ChangeKind
BOTH: Final = (R.DEPARTMENT, R.MUNICIPAL_CENTER)
TEXTS: Final = {
    DisclosureItem.CONTENT: "政策咨询、创业辅导、投融资对接、人才培训、法律和财税服务",
    DisclosureItem.PROCESS: "登记需求—受理—派单—服务—回访，五个工作日内答复",
    DisclosureItem.STANDARD: "一次性告知，限时办结，服务满意率不低于90%",
    DisclosureItem.FEES: "公益性服务免费；市场化服务按公示价目表优惠收取",
    DisclosureItem.HOURS: "工作日9:00—12:00、13:00—17:00",
}
UNTIL: Final = date(2022, 1, 1)
"""Until when the first schedules of fees apply."""
CAREFUL: Final = (0.96, 0.85)
"""How many disclose an item, and how many renew one that runs out."""
ONE_IN: Final = 12
"""Every so many platforms have had another legal representative."""


class Changes:
    """Disclosures and change filings of the city."""

    def __init__(self, town: Town) -> None:
        self.town, self.city = town, town.city

    def plan(self) -> None:
        """Plan disclosures and changes by their days."""
        for day in (date(2020, 4, 22), date(2021, 6, 16), date(2022, 6, 22)):
            self._on(day, self.disclose)
        self._on(date(2021, 12, 28), self.renew)
        for n, platform in enumerate(self.town.platforms[::ONE_IN]):
            self._on(date(2020, 6, 3) + timedelta(days=53 * (n % 15)), lambda one=platform: self.another_head(one))
        self._known()

    def _on(self, day: date, doing: Any, hour: int = 10) -> None:
        self.city.at(datetime.combine(self.city.calendar.next_workday(day), time(hour), KUNMING), doing)

    # disclosures

    def disclose(self) -> None:
        """Each platform without disclosures publishes them; some forget an item, one publishes nothing at all."""
        for platform in self.town.platforms:
            known = self.city.memory.all(DisclosureRow, platform_id=platform.id)
            if known or platform.id == self.town.cast["silent"].id:
                continue
            for item in DisclosureItem:
                if self.city.likely(CAREFUL[0]):
                    until = UNTIL if item is DisclosureItem.FEES and self.city.today < UNTIL else None
                    self._publish(platform, item, self.city.today, until)

    def renew(self) -> None:
        """Most schedules of fees that run out are replaced."""
        for row in self.city.memory.all(DisclosureRow, valid_to=UNTIL):
            platform = self.city.memory.parent(row, "platform")
            assert platform is not None
            kept = platform.state is PlatformState.OPERATING and platform.id != self.town.cast["extended"].id
            if kept and self.city.likely(CAREFUL[1]):
                disclosure = {**self._disclosed(row.item, UNTIL), "valid_from": UNTIL, "valid_to": None}
                self.city.do(self.town.operator_of(platform), publish_disclosure, platform=platform.id, **disclosure)

    def _publish(self, platform: Row, item: DisclosureItem, since: date, until: date | None) -> None:
        """The first version of an item."""
        if platform.state is PlatformState.OPERATING:
            content = DisclosureContent(valid_from=since, valid_to=until, **self._disclosed(item, since))
            who = Discloser(platform.id, platform.region_id, platform.state, platform.founded_on)
            change = disclosure_rules.publish(who, content, None, versions=0, at=self.city.now)
            self.city.enter(self.town.operator_of(platform), Act.PUBLISH_DISCLOSURE, change)

    def _disclosed(self, item: DisclosureItem, since: date) -> dict[str, Any]:
        return {"item": item, "text": TEXTS[item], "place": "服务大厅公示栏", "proof": f"公示照片{since:%Y%m%d}"}

    # filings

    def another_head(self, platform: Row) -> None:
        """A unit has another legal representative: filed in time, acknowledged, and entered by the bureau."""
        unit = self._unit(platform)
        now = self.city.names.person()
        if platform.state is not PlatformState.OPERATING or platform.municipal or now == unit.legal_representative:
            return
        done = self.city.calendar.previous_workday(self.city.today - timedelta(days=4))
        self.file(platform, K.LEGAL_REPRESENTATIVE, done, (unit.legal_representative, now), BOTH)
        self.city.at(self.city.after(3), lambda: self.head(platform, now))

    def _unit(self, platform: Row) -> Row:
        found = self.city.memory.parent(platform, "operator") or self.city.memory.parent(platform, "holder")
        assert found is not None
        return found

    def head(self, platform: Row, name: str) -> None:
        """The bureau enters another legal representative."""
        unit = self._unit(platform)
        columns = {"name": unit.name, "address": unit.address, "legal_representative": name}
        self.city.do(self.town.people.bureau, update_entity, unit, **columns)

    def file(
        self,
        platform: Row,
        kind: ChangeKind,
        done: date,
        became: tuple[str, str],
        send_to: tuple[FilingRecipient, ...],
        *,
        lacking: bool = False,
    ) -> Row:
        """File a change; its recipients acknowledge a complete filing after a while."""
        says = {"kind": kind, "completed_on": done, "before": became[0], "after": became[1], "subject": None}
        filing = self.city.do(
            self.town.operator_of(platform),
            file_change,
            platform=platform.id,
            proof=f"登记通知书〔{done.year}〕{done:%m%d}号",
            send_to=list(send_to),
            change=None,
            **says,
        )
        for copy in self.city.memory.all(FilingCopyRow, filing_id=filing.id):
            if copy.recipient in send_to:
                answer = self.lack if lacking and copy.recipient is R.DEPARTMENT else self.acknowledge
                self.city.at(self.city.after(2), lambda copy=copy, answer=answer: answer(copy))
        return filing

    def _desk(self, copy: Row) -> Row:
        crew = self.town.people
        return crew.centre if copy.recipient is R.MUNICIPAL_CENTER else crew.departments[copy.region_id]

    def acknowledge(self, copy: Row) -> None:
        """A recipient acknowledges a copy."""
        of = self.city.memory.parent(copy, "filing")
        if of is not None and of.state is not FilingState.WITHDRAWN:
            self.city.do(self._desk(copy), acknowledge_filing_copy, copy)

    def lack(self, copy: Row) -> None:
        """A recipient asks for what is missing, and gets it."""
        self.city.do(self._desk(copy), return_filing_copy, copy, missing="缺变更后的营业执照副本")
        self.city.at(self.city.after(3), lambda: self.complete(copy))

    def complete(self, copy: Row) -> None:
        """The operator supplies what a copy lacked."""
        platform = self.city.memory.parent(copy, "platform")
        assert platform is not None
        self.city.do(
            self.town.operator_of(platform), complete_filing_copy, copy, supplement="已补营业执照副本（变更后）"
        )
        self.city.at(self.city.after(1), lambda: self.acknowledge(copy))

    # those every city has

    def _known(self) -> None:
        """A move filed before it was entered, a change filed late, one half filed, one open, one taken back, and one nobody filed."""
        cast = self.town.cast
        moved = cast["moved"]
        at = "昆明市盘龙区北京路8号", "昆明高新区科医路6号"
        self._on(date(2021, 10, 28), lambda: self.file(moved, K.ADDRESS, date(2021, 10, 26), at, BOTH))
        hands = cast["new_hands"]
        run = "由主体单位自行运营", "委托专业机构运营"
        self._on(date(2021, 10, 20), lambda: self.file(hands, K.OPERATOR, date(2021, 9, 1), run, BOTH, lacking=True))
        merged = "两个平台", "合并为一个平台"
        self._on(date(2022, 3, 21), lambda: self.file(hands, K.RESTRUCTURING, date(2022, 3, 15), merged, BOTH))
        self._on(date(2022, 5, 10), lambda: self.half(cast["capped_base"]))
        self._on(date(2022, 6, 15), lambda: self.head(cast["corrected"], self.city.names.person()))
        self._on(date(2022, 3, 2), lambda: self.mistaken(cast["mending_base"]))
        last, became = cast["recovered_base"], ("原地址", "园区二期")
        self._on(date(2022, 9, 30), lambda: self.file(last, K.ADDRESS, date(2022, 9, 28), became, (R.DEPARTMENT,)))

    def half(self, platform: Row) -> None:
        """An operator enters another address and files it with the department alone, and months later still not with the centre."""
        before, after = platform.address, "昆明市五华区学府路90号"
        columns = {"address": after, "service_phone": platform.service_phone}
        contact = {"contact_name": platform.contact_name, "contact_phone": platform.contact_phone}
        self.city.do(self.town.operator_of(platform), update_platform, platform, **columns, **contact)
        filing = self.file(platform, K.ADDRESS, self.city.today, (before, after), ())
        copy = self.city.memory.one(FilingCopyRow, filing_id=filing.id, recipient=R.DEPARTMENT)
        self._on(date(2022, 5, 16), lambda: self.city.do(self.town.operator_of(platform), send_filing_copy, copy))

    def mistaken(self, platform: Row) -> None:
        """A filing for the wrong platform, taken back."""
        filing = self.file(platform, K.NAME, self.city.today, ("旧名称", "新名称"), (R.MUNICIPAL_CENTER,))
        self.city.do(self.town.operator_of(platform), withdraw_filing, filing, reason="误报，系另一平台更名")
