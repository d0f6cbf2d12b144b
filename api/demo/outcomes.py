"""The outcomes of results: publicity, objections, money and rectification (Art. 17(4), 18, 19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from api.demo.inhabitants import Town, an_entity, appoint
from api.demo.memory import Row
from api.demo.spending import account_for
from api.demo.yearly import DemoRound, Yearly
from domain.calendar import end_of
from domain.kernel.violations import Code, Violation
from domain.regulation.packs.kunming_2020 import UNQUALIFIED
from domain.terms import Grade, Kind, Role
from domain.terms.evaluation import EvaluationState, RoundState
from domain.terms.money import RecoveryGround, SubsidyState
from domain.terms.rectification import DeliveryMethod, RectificationState, RefusalKind
from resolvers.evaluation.notices import (
    decide_objection,
    file_tip_off,
    investigate_objection,
    publish_notice,
    raise_objection,
    take_up_tip_off,
)
from resolvers.money.payments import pay_subsidy, record_payment_outcome, record_return
from resolvers.money.recoveries import (
    decide_recovery,
    notify_recovery,
    order_recovery,
    propose_recovery,
    record_recovery_delivery,
)
from resolvers.money.subsidies import approve_subsidy, calculate_subsidy, confirm_subsidy
from resolvers.rectification.rectifications import (
    close_rectification,
    extend_rectification,
    issue_rectification,
    notify_revocation,
    recheck_rectification,
    record_delivery,
    record_refusal,
    report_rectification,
)
from resolvers.registry.registry import change_operator
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.notice import NoticeItemRow
from schema.money.subsidy import SubsidyRow
from schema.rectification.rectification import RectificationRow
from schema.registry.platform import PlatformRow

S = EvaluationState
CHANNEL: Final = "电话0871-00000017；昆明市工业和信息化局中小企业处；邮箱gongshi@dianchi.invalid"
PAID_LATER: Final = 0.06


class Outcomes:
    """The outcomes of decided rounds: notices, objections, money and rectification."""

    def __init__(self, town: Town, yearly: Yearly) -> None:
        self.town, self.yearly, self.city, self.chance = town, yearly, town.city, town.city.random
        self.objected: set[UUID] = set()
        self.failed: set[UUID] = set()
        self.years_paid: set[int] = set()
        self.fates: dict[UUID, str] = {}
        """How a failed platform takes its rectification: DONE, FAILED, REFUSED; silence otherwise."""
        self.notices = 0

    # publicity

    def publish(self, round_: DemoRound) -> None:
        """Post the results; the window ends by itself."""
        self.notices += 1
        year = self.city.today.year
        title = f"关于{round_.graded}年度中小企业服务平台绩效评价结果的公示"
        posted = {
            "posted_on": self.city.today,
            "proof": f"门户网站发布日志{self.city.today:%Y%m%d}",
            "channel": CHANNEL,
        }
        notice = self.city.do(
            self.town.people.bureau,
            publish_notice,
            round=round_.row.id,
            number=f"昆工信公示〔{year}〕{self.notices}号",
            title=title,
            url=f"https://gxj.dianchi.invalid/publicity/{year}/{self.notices}",
            **posted,
        )
        self.yearly.filings.wake(end_of(notice.window_end).date())
        self.city.at(
            self.city.office_hour(end_of(notice.window_end).date()) + timedelta(days=1), lambda: self.go_on(round_)
        )

    def object(self, round_: DemoRound, platform: Row, content: str, grade: Grade | None) -> None:
        """Somebody objects two days into the window, and is answered; `grade` where the objection is right."""
        row = self._evaluation(round_, platform)
        item = max(self.city.memory.all(NoticeItemRow, evaluation_id=row.id), key=lambda one: one.id)
        objection = self.city.do(
            None, raise_objection, item=item.id, content=content, name="周云生", contact="0871-00000233"
        )
        self.city.memory.tables[type(objection)].update(objection, {"receipt": f"{self.chance.getrandbits(64):016X}"})
        if round_.dates.published is None or round_.dates.published.year < 2022:  # noqa: PLR2004 (the last one is open)
            self.city.at(
                self.city.after(1), lambda: self.city.do(self.town.people.bureau, investigate_objection, objection)
            )
            self.city.at(self.city.after(7), lambda: self.decide_objection(round_, row, objection, grade))

    def decide_objection(self, round_: DemoRound, row: Row, objection: Row, grade: Grade | None) -> None:
        """The bureau decides an objection; another grade gets a notice and a window of its own."""
        right = grade is not None
        findings, answer = (
            ("经核查服务台账原件，所反映情况属实。", "异议成立，评价等次予以更正并重新公示。")
            if right
            else ("经核查，评价材料属实。", "异议不成立，维持原评价等次。")
        )
        reason = "核减重复登记的服务活动后按分数线重新评定" if right else None
        self.city.do(
            self.town.people.bureau,
            decide_objection,
            objection,
            upheld=right,
            findings=findings,
            answer=answer,
            grade=grade,
            reason=reason,
        )
        if row.state is S.DECIDED:
            self.city.at(self.city.after(2), lambda: self.publish(round_))
        else:
            self.city.at(self.city.after(1), lambda: self.go_on(round_))

    # after the window

    def tip_off(self, round_: DemoRound, platform: Row, content: str, grade: Grade | None) -> None:
        """A tip-off comes after the window: taken up where it changes the grade, else filed."""
        row = self._evaluation(round_, platform)
        item = max(self.city.memory.all(NoticeItemRow, evaluation_id=row.id), key=lambda one: one.id)
        tip = self.city.do(None, raise_objection, item=item.id, content=content, name=None, contact=None)
        self.city.memory.tables[type(tip)].update(tip, {"receipt": f"{self.chance.getrandbits(64):016X}"})
        bureau = self.town.people.bureau
        if grade is None:
            self.city.at(
                self.city.after(2),
                lambda: self.city.do(bureau, file_tip_off, tip, reason="所述事项不在评价范围内，转有关单位处理"),
            )
            return
        self.city.at(self.city.after(2), lambda: self.city.do(bureau, take_up_tip_off, tip))
        self.city.at(self.city.after(14), lambda: self.decide_objection(round_, row, tip, grade))
        self.city.at(self.city.after(30), lambda: self.anew(row))

    def anew(self, row: Row) -> None:
        """Once the other grade is final, work the money out again: what was paid too much is told, heard, ordered back, and comes."""
        self.yearly.filings.fall_due()
        self.calculate(row.holder_id, row.graded_year)
        for subsidy in self.city.memory.all(
            SubsidyRow, holder_id=row.holder_id, graded_year=row.graded_year, state=SubsidyState.PAID
        ):
            self.recover(subsidy)

    def recover(self, subsidy: Row) -> None:
        """The bureau tells the holder, which stays silent, and orders; finance confirms."""
        case = self.city.do(
            self.town.people.bureau,
            propose_recovery,
            subsidy=subsidy.id,
            ground=RecoveryGround.LOWER_GRADE,
            facts="经调查核实，评价等次由良好更正为合格，新的评价结果公示期满并已生效。",
        )
        number = f"昆工信告〔{self.city.today.year}〕1号"
        self.serve(case, notify_recovery, number=number)
        self.city.at(self.city.after(8), lambda: self.order(case))

    def order(self, case: Row) -> None:
        """The statement days are over: the order goes to finance, and is served."""
        year, people = self.city.today.year, self.town.people
        pay_by = self.city.calendar.add_workdays(self.city.today, 30)
        self.city.do(people.bureau, order_recovery, case, number=f"昆工信决〔{year}〕1号", pay_by=pay_by)
        self.city.do(people.finance, decide_recovery, case, agreed=True)
        self.serve(case, record_recovery_delivery)
        subsidy = self.city.memory.tables[SubsidyRow].rows[case.subsidy_id]
        for days, part in ((7, case.amount * 2 // 5), (27, case.amount - case.amount * 2 // 5)):
            self.city.at(self.city.after(days), lambda part=part: self.come_back(subsidy, part))

    def serve(self, row: Row, verb: Callable[..., Any], **more: object) -> None:
        """A notice is handed over by post."""
        how = {
            "how": DeliveryMethod.POST,
            "day": self.city.today,
            "to_whom": "主体单位负责人",
            "proof": f"邮政回执{self.chance.randrange(10**10):010d}",
        }
        self.city.do(self.town.people.bureau, verb, row, **how, **more)

    def come_back(self, subsidy: Row, part: int) -> None:
        """A part of the money ordered back comes."""
        self.city.do(
            self.town.people.finance,
            record_return,
            subsidy,
            amount=part,
            day=self.city.today,
            voucher=f"缴款书{self.city.today:%Y%m%d}-{self.chance.randrange(10**6):06d}",
        )

    def _evaluation(self, round_: DemoRound, platform: Row) -> Row:
        return self.city.memory.one(EvaluationRow, round_id=round_.row.id, platform_id=platform.id)

    def go_on(self, round_: DemoRound) -> None:
        """Once the round is closed: money, and rectification."""
        self.yearly.filings.fall_due()
        if round_.row.state is not RoundState.CLOSED or round_.row.id in self.objected:
            return
        self.objected.add(round_.row.id)
        rows = self.yearly.evaluations(round_)
        for holder in dict.fromkeys(row.holder_id for row in rows):
            self.city.at(self._later(5, 20), lambda holder=holder: self.calculate(holder, round_.graded))
        for row in rows:
            if row.grade == UNQUALIFIED:
                self.city.at(self._later(3, 8), lambda row=row: self.rectify(row))

    def _later(self, least: int, most: int) -> datetime:
        return self.city.after(self.chance.randrange(least, most))

    # money

    def calculate(self, holder: UUID, graded: int) -> None:
        """Work out what a holder is due, and lead it to its payment."""
        claim = self.city.do(self.town.people.bureau, calculate_subsidy, holder=holder, graded_year=graded)
        if claim.subsidy_id is None:
            return
        subsidy = self.city.memory.tables[SubsidyRow].rows[claim.subsidy_id]
        self.city.at(self._later(2, 6), lambda: self.approve(subsidy))

    def approve(self, row: Row) -> None:
        """The bureau approves, finance confirms and pays."""
        if row.state is SubsidyState.CALCULATED:
            self.city.do(self.town.people.bureau, approve_subsidy, row)
            self.city.at(self._later(2, 8), lambda: self.confirm(row))

    def confirm(self, row: Row) -> None:
        if row.state is SubsidyState.APPROVED:
            self._unless_revoked(lambda: self.city.do(self.town.people.finance, confirm_subsidy, row))
            self.city.at(self._later(3, 10), lambda: self.pay(row))

    def pay(self, row: Row) -> None:
        """Instruct the payment; now and then it fails the first time."""
        if row.state not in (SubsidyState.CONFIRMED, SubsidyState.PAYMENT_FAILED):
            return
        number = f"财支{self.city.today:%Y%m%d}-{self.chance.randrange(16**6):06X}"
        if self._unless_revoked(lambda: self.city.do(self.town.people.finance, pay_subsidy, row, instruction=number)):
            arrives = row.id in self.failed or not (
                self.city.likely(PAID_LATER) or row.graded_year not in self.years_paid
            )
            self.years_paid.add(row.graded_year)
            self.city.at(self._later(1, 3), lambda: self.settled(row, arrives=arrives))

    def settled(self, row: Row, *, arrives: bool) -> None:
        """A payment arrives or fails."""
        reason = None if arrives else "收款账户户名不符，退汇"
        self.city.do(
            self.town.people.finance, record_payment_outcome, row, arrived=arrives, day=self.city.today, reason=reason
        )
        if not arrives:
            self.failed.add(row.id)
            self.city.at(self._later(4, 8), lambda: self.pay(row))
        else:
            self.city.at(self.city.after(25), lambda: account_for(self.town, row))

    def _unless_revoked(self, doing: object) -> bool:
        try:
            doing()  # type: ignore[operator]
        except Violation as refusal:
            if refusal.code not in (Code.TITLE_REVOKED, Code.NOT_ALL_FINAL, Code.ON_HOLD, Code.STALE_CALCULATION):
                raise
            return False
        return True

    # rectification

    def rectify(self, row: Row) -> None:
        """The bureau issues a notice and delivers it; the operator answers or stays silent."""
        year, bureau = self.city.today.year, self.town.people.bureau
        due = self.city.calendar.add_workdays(self.city.today, 30)
        text = {
            "content": "完善服务档案和回访制度，补齐季度报送，提升服务活动质量。",
            "evidence": "整改报告、制度文本、补报材料及现场照片。",
        }
        made = self.city.do(
            bureau,
            issue_rectification,
            evaluation=row.id,
            number=f"昆工信整改〔{year}〕{len(self.city.memory.tables[RectificationRow].rows) + 1}号",
            due_on=due,
            **text,
        )
        self.city.at(self.city.after(2), lambda: self.deliver(made))
        self.yearly.filings.fall_due()

    def deliver(self, row: Row) -> None:
        platform = self.city.memory.tables[PlatformRow].rows[row.platform_id]
        how = {
            "how": DeliveryMethod.POST,
            "day": self.city.today,
            "to_whom": platform.name,
            "proof": f"邮政回执{self.chance.randrange(10**10):010d}",
        }
        self.city.do(self.town.people.bureau, record_delivery, row, **how)
        match self.fates.get(platform.id, "DONE"):
            case "DONE":
                self.city.at(self._later(10, 25), lambda: self.answered(row, passed=True))
            case "FAILED":
                self.city.at(self._later(10, 25), lambda: self.answered(row, passed=False))
            case "EXTENDED":
                self.city.at(self.city.after(8), lambda: self.extend(row))
            case _:
                self.city.at(
                    self.city.office_hour(end_of(row.due_effective).date() + timedelta(days=3)),
                    lambda: self.refused(row),
                )

    def extend(self, row: Row) -> None:
        """The bureau extends a due day, once."""
        until = self.city.calendar.add_workdays(row.due_effective, 15)
        self.city.do(self.town.people.bureau, extend_rectification, row, due_on=until, reason="场地搬迁，申请延期整改")
        self.city.at(self._later(10, 20), lambda: self.answered(row, passed=True))

    def answered(self, row: Row, *, passed: bool) -> None:
        """The operator reports a rectification done, and the bureau checks it."""
        platform = self.city.memory.tables[PlatformRow].rows[row.platform_id]
        self.city.do(
            self.town.operator_of(platform),
            report_rectification,
            row,
            report="已完善服务档案和回访制度，补报材料附后。",
        )
        opinion = "现场复核，整改到位。" if passed else "现场复核，服务档案仍不完整，整改不到位。"
        self.city.at(
            self.city.after(5),
            lambda: self.city.do(self.town.people.bureau, recheck_rectification, row, passed=passed, opinion=opinion),
        )
        if not passed:
            self.city.at(self.city.after(6), lambda: self.told(row))
            self.city.at(self.city.after(12), lambda: self.close(row))

    def refused(self, row: Row) -> None:
        """No answer came."""
        if row.state is RectificationState.DELIVERED:
            self.city.do(
                self.town.people.bureau,
                record_refusal,
                row,
                kind=RefusalKind.NO_ANSWER,
                note="逾期未报整改报告，经电话核实无整改安排",
            )
            self.told(row)
            self.city.at(self.city.after(6), lambda: self.close(row))

    def told(self, row: Row) -> None:
        """Whoever has a title to lose is told, and stays silent."""
        if row.kind is not Kind.SERVICE_CENTER:
            number = f"昆工信告〔{self.city.today.year}〕{self.chance.randrange(20, 90)}号"
            self.serve(row, notify_revocation, number=number)

    def close(self, row: Row) -> None:
        """The effect: advice to a centre's government, or a revoked title."""
        platform = self.city.memory.tables[PlatformRow].rows[row.platform_id]
        holder = self.city.memory.parent(platform, "holder")
        region = self.city.memory.parent(platform, "region")
        assert holder is not None
        assert region is not None
        centre = platform.kind is Kind.SERVICE_CENTER
        year = self.city.today.year
        number = (
            f"昆工信函〔{year}〕{self.chance.randrange(20, 90)}号"
            if centre
            else f"昆工信〔{year}〕{self.chance.randrange(20, 90)}号"
        )
        self.city.do(
            self.town.people.bureau,
            close_rectification,
            row,
            number=number,
            addressee=region.founder if centre else holder.name,
            day=self.city.today,
            announcement=None if centre else f"https://gxj.dianchi.invalid/revoked/{year}/{platform.id}",
        )
        if centre:
            self.city.at(self.city.after(25), lambda: self.another_operator(platform, number))

    def another_operator(self, platform: Row, document: str, operator: Row | None = None) -> None:
        """The advice is followed: another body runs the centre."""
        region = self.city.memory.parent(platform, "region")
        assert region is not None
        body: Row = operator or an_entity(self.town, platform.kind, region)
        self.city.do(
            self.town.people.bureau, change_operator, platform, operator=body.id, day=self.city.today, document=document
        )
        if body.id not in self.town.people.operators:
            before = (
                self.town.people.centres.get(region.id)
                if platform.kind is Kind.SERVICE_CENTER
                else self.town.people.operators[platform.holder_id]
            )
            assert before is not None
            self.town.people.operators[body.id] = appoint(self.town, before.account_id, Role.OPERATOR, entity=body)
