"""The verb of a lifetime cap: the opening balance of the time before this system (Art. 18)."""

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.typed_text import a_text
from domain.money import cap as cap_rules
from domain.money.cap import CapFacts
from domain.terms.money import CapEntryKind
from resolvers.money.cap_accounts import CapAccounts
from resolvers.work.mutation import Create, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.money.cap import CapAccount, CapAccountRow, CapEntryRow
from schema.noun.vocabulary import Money
from schema.registry.platform import PlatformRow


@strawberry.input(description="What a platform or base received before this system kept its account.")
class RecordOpeningBalanceInput(Create):
    platform: strawberry.ID = argument("The platform or base; a centre has no cap.")
    amount: Money = argument("What it received in all years before; it may exceed the cap.")
    reason: str = argument("The document it is taken from.")


@mutation(Act.RECORD_OPENING_BALANCE, CapAccount)
async def record_opening_balance(work: UnitOfWork, input: RecordOpeningBalanceInput) -> New | CapAccountRow:
    """Record, once, what a platform or base received before this system kept its account (Art. 18)."""
    platform = await work.find(PlatformRow, input.platform, path=("platform",), lock=True)
    reason = a_text(input.reason, "reason", "依据", 500)
    new = cap_rules.a_new_account(platform.id, platform.kind, work.pack)
    work.permit("CapAccount", new.values)
    accounts = CapAccounts(work)
    await accounts.lock([platform.id])
    account = accounts.rows.get(platform.id)
    if account is None:
        opened = work.create(Change(adds=cap_rules.opening(new, input.amount, reason, at=work.now)))
        accounts.open_onward(platform.id, platform.kind, input.amount, opened, reason)
        return opened
    own = work.rows_of(CapEntryRow, account_id=account.id, kind=CapEntryKind.OPENING, source_id=None)
    facts = account.facts(CapFacts)
    work.apply(account, cap_rules.opened(facts, input.amount, reason, before=await own.exists(), at=work.now))
    accounts.open_onward(platform.id, platform.kind, input.amount, account.id, reason)
    return account
