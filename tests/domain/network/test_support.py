"""What desks give a platform (Art. 4, 5, 8)."""

from __future__ import annotations

import pytest

from domain.kernel.change import Change
from domain.kernel.events import Event
from domain.kernel.units import Fen, yuan
from domain.kernel.violations import Code
from domain.network import support as support_rules
from domain.network.support import SupportContent
from domain.terms import Role
from domain.terms.network import EntryState, SupportKind
from tests.builders.places import AT, a_place
from tests.builders.registry import TODAY, WUHUA, code_of, day, refusal_of

K = SupportKind


def recorded(kind: SupportKind = K.FUNDS, amount: Fen | None = None, on: str = "2022-05-01") -> Change:
    given = SupportContent(kind, day(on), "场地租金补贴", amount, "五工信〔2022〕3号")
    return support_rules.record(a_place(), given, Role.DISTRICT_DEPARTMENT, account=None, at=AT, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "amount", "code"),
    [
        (K.FUNDS, yuan(10_000), None),
        (K.FUNDS, Fen(1), None),
        (K.FUNDS, Fen(0), Code.NOT_POSITIVE),
        (K.FUNDS, Fen(-1), Code.NOT_POSITIVE),
        (K.FUNDS, None, Code.REQUIRED),
        (K.POLICY, None, None),
        (K.POLICY, yuan(1), Code.INVALID),
        (K.GUIDANCE, None, None),
        (K.GUIDANCE, Fen(0), Code.INVALID),
    ],
)
def test_money_has_an_amount_and_nothing_else_has(kind: SupportKind, amount: Fen | None, code: Code | None):
    if code is None:
        assert recorded(kind, amount).adds[0].values["amount"] == amount
    else:
        refusal = refusal_of(lambda: recorded(kind, amount))
        assert (refusal.code, refusal.path) == (code, ("amount",))


def test_support_names_its_giver_its_region_and_is_told():
    change = recorded(amount=yuan(1))

    assert (change.adds[0].values["giver"], change.adds[0].values["region_id"]) == (Role.DISTRICT_DEPARTMENT, WUHUA)
    assert change.events == [Event.SUPPORT_RECORDED]


@pytest.mark.parametrize(("on", "code"), [("2022-06-02", Code.FUTURE_DAY), ("2019-12-31", Code.BEFORE_FOUNDING)])
def test_support_is_given_by_today_and_within_the_service(on: str, code: Code):
    assert code_of(lambda: recorded(amount=yuan(1), on=on)) is code


def test_support_is_withdrawn_once_and_with_a_reason():
    change = support_rules.withdraw(EntryState.RECORDED, "登记错误")

    assert (change.set, change.events) == (
        {"state": EntryState.WITHDRAWN, "reason": "登记错误"},
        [Event.SUPPORT_WITHDRAWN],
    )
    assert code_of(lambda: support_rules.withdraw(EntryState.RECORDED, None)) is Code.REASON_REQUIRED
    assert code_of(lambda: support_rules.withdraw(EntryState.WITHDRAWN, "又")) is Code.WRONG_STATE
