"""The verb of a lifetime cap: what was received before this system kept the account (Art. 18)."""

import strawberry

from domain import caps
from domain.acts import Act
from domain.caps import CapFacts
from domain.change import Change, New
from domain.terms.money import CapEntryKind
from domain.texts import a_text
from resolvers.mutation import Create, given, mutation
from resolvers.work import UnitOfWork
from schema.cap import CapAccount, CapAccountRow, CapEntryRow
from schema.platform import PlatformRow
from schema.vocabulary import Money


@strawberry.input(description="What a platform or base received before this system kept its account.")
class RecordOpeningBalanceInput(Create):
    platform: strawberry.ID = given("The platform or base; a centre has no cap.")
    amount: Money = given("What it received in all years before; it may exceed the cap.")
    reason: str = given("The document it is taken from.")


@mutation(Act.RECORD_OPENING_BALANCE, CapAccount)
async def record_opening_balance(work: UnitOfWork, input: RecordOpeningBalanceInput) -> New | CapAccountRow:
    """Record, once, what a platform or base received before this system kept its account (Art. 18)."""
    platform = await work.find(PlatformRow, input.platform, path=("platform",), lock=True)
    reason = a_text(input.reason, "reason", "依据", 500)
    new = caps.a_new_account(platform.id, platform.kind, work.pack)
    work.permit("CapAccount", new.values)
    account = await work.rows(CapAccountRow).filter(platform_id=platform.id).select_for_update().first()
    if account is None:
        return work.create(Change(adds=caps.opening(new, input.amount, reason, at=work.now)))
    before = await work.rows(CapEntryRow).filter(account_id=account.id, kind=CapEntryKind.OPENING).exists()
    work.apply(account, caps.opened(account.facts(CapFacts), input.amount, reason, before=before, at=work.now))
    return account
