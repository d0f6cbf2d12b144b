"""The verbs of letters of responsibility (Art. 12)."""

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.violations import Code, Violation
from domain.registry.registry import Lifetime
from domain.targets import responsibility_letter as responsibility_letter_rules
from domain.targets.responsibility_letter import (
    REPLACED,
    VOID,
    Aim,
    Centre,
    ResponsibilityLetterFacts,
    Signatory,
    Wording,
)
from domain.terms.targets import ResponsibilityState, TargetMeasure, TargetState
from resolvers.targets.letter_paper import body_of
from resolvers.targets.years import a_year
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.account import AccountRow
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from schema.targets.responsibility_letter import ResponsibilityLetter, ResponsibilityLetterRow, SignatureRow
from schema.targets.target import TargetRow

MEASURES = list(TargetMeasure)


@strawberry.input(description="A letter of responsibility to begin.")
class DraftResponsibilityLetterInput(Create):
    platform: strawberry.ID = argument("The district's centre; platforms and bases sign none.")
    year: int = argument("The calendar year.")
    text: str = argument("What is undertaken; the targets are added when it is offered.")
    number: str | None = argument("Document number.", default=None)


@strawberry.input(description="What a draft now says; what is left out becomes empty.")
class SaveResponsibilityLetterInput(Update):
    text: str = argument("What is undertaken.")
    number: str | None = argument("Document number.", default=None)


@strawberry.input(description="A draft to offer for signing.")
class OfferResponsibilityLetterInput(Update):
    pass


@strawberry.input(description="An offered letter to sign for the district's centre.")
class SignResponsibilityLetterInput(Update):
    pass


@strawberry.input(description="A letter to counter-sign for the municipal centre or the department.")
class CountersignResponsibilityLetterInput(Update):
    pass


@strawberry.input(description="An offer to take back.")
class WithdrawOfferInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="A letter in force that another is to replace.")
class AmendResponsibilityLetterInput(Update):
    reason: str = argument("Why.")


@mutation(Act.DRAFT_RESPONSIBILITY_LETTER, ResponsibilityLetter)
async def draft_responsibility_letter(work: UnitOfWork, input: DraftResponsibilityLetterInput) -> New:
    """Begin the letter of responsibility of a district's centre and year (Art. 12); platforms and bases sign none."""
    year, row = a_year(work, input.year), await work.find(PlatformRow, input.platform, ("platform",))
    taken = await work.rows_of(ResponsibilityLetterRow, platform_id=row.id, year=year).exists()
    centre = row.facts(Centre, lifetime=row.facts(Lifetime), taken=taken)
    return work.create(responsibility_letter_rules.draft(centre, year, Wording(input.text, input.number), at=work.now))


@mutation(Act.SAVE_RESPONSIBILITY_LETTER, ResponsibilityLetter)
async def save_responsibility_letter(work: UnitOfWork, input: SaveResponsibilityLetterInput) -> ResponsibilityLetterRow:
    """Change the draft of a letter of responsibility (Art. 12)."""
    row = await work.get(ResponsibilityLetterRow, input)
    work.apply(
        row, responsibility_letter_rules.save(row.facts(ResponsibilityLetterFacts), Wording(input.text, input.number))
    )
    return row


@mutation(Act.OFFER_RESPONSIBILITY_LETTER, ResponsibilityLetter)
async def offer_responsibility_letter(
    work: UnitOfWork, input: OfferResponsibilityLetterInput
) -> ResponsibilityLetterRow:
    """Offer a letter for signing (Art. 12): its text and the year's targets of the district and its platforms are frozen."""
    row = await work.get(ResponsibilityLetterRow, input)
    centre = await work.rows_of(PlatformRow, id=row.platform_id).one()
    names = (centre.name, (await work.rows_of(EntityRow, id=centre.holder_id).one()).name)
    work.apply(
        row,
        responsibility_letter_rules.offer(
            row.facts(ResponsibilityLetterFacts), await _aims(work, row), *names, at=work.now
        ),
    )
    return row


async def _aims(work: UnitOfWork, row: ResponsibilityLetterRow) -> list[Aim]:
    """The standing targets of a district and its platforms, the district's first."""
    targets = await work.rows_of(TargetRow, region_id=row.region_id, year=row.year, state=TargetState.SET)
    platforms = {each.id: each for each in await work.rows_of(PlatformRow, region_id=row.region_id)}
    region = await work.rows_of(RegionRow, id=row.region_id).one()
    here = [each for each in targets if each.platform_id is None or each.platform_id in platforms]

    def place(target: TargetRow) -> tuple[str, int]:
        of = target.platform_id and platforms[target.platform_id]
        return of.name_sort if of else "", MEASURES.index(target.measure)

    return [
        target.facts(Aim, name=platforms[target.platform_id].name if target.platform_id else region.name)
        for target in sorted(here, key=place)
    ]


@mutation(Act.SIGN_RESPONSIBILITY_LETTER, ResponsibilityLetter)
async def sign_responsibility_letter(work: UnitOfWork, input: SignResponsibilityLetterInput) -> ResponsibilityLetterRow:
    """Sign an offered letter for the district's centre (Art. 12)."""
    row = await work.get(ResponsibilityLetterRow, input)
    work.apply(
        row,
        responsibility_letter_rules.sign(
            row.facts(ResponsibilityLetterFacts), await _signatory(work, row), at=work.now
        ),
    )
    return row


@mutation(Act.COUNTERSIGN_RESPONSIBILITY_LETTER, ResponsibilityLetter)
async def countersign_responsibility_letter(
    work: UnitOfWork, input: CountersignResponsibilityLetterInput
) -> ResponsibilityLetterRow:
    """Counter-sign for the municipal centre or the department (Art. 12); the third signature puts the letter in force, in place of one it amends."""
    row = await work.get(ResponsibilityLetterRow, input)
    change = responsibility_letter_rules.countersign(
        row.facts(ResponsibilityLetterFacts), await _signatory(work, row), at=work.now
    )
    if row.replaces_id is not None and change.set["state"] is ResponsibilityState.SIGNED:
        before = await work.rows_of(ResponsibilityLetterRow, id=row.replaces_id).lock().one()
        work.apply(before, REPLACED)
    work.apply(row, change)
    return row


async def _signatory(work: UnitOfWork, row: ResponsibilityLetterRow) -> Signatory:
    """The signatory, under the names of today."""
    person = await work.rows_of(AccountRow, id=work.actor.account).one()
    return Signatory(work.actor, person.name, await body_of(work, row, work.actor.role))


@mutation(Act.WITHDRAW_OFFER, ResponsibilityLetter)
async def withdraw_offer(work: UnitOfWork, input: WithdrawOfferInput) -> ResponsibilityLetterRow:
    """Take an offered letter back, with a reason: it is a draft again and its signatures are void."""
    row = await work.get(ResponsibilityLetterRow, input)
    work.apply(row, responsibility_letter_rules.withdraw_offer(row.facts(ResponsibilityLetterFacts), input.reason))
    for signature in await work.rows_of(SignatureRow, letter_id=row.id, void=False).lock():
        work.apply(signature, VOID)
    return row


@mutation(Act.AMEND_RESPONSIBILITY_LETTER, ResponsibilityLetter)
async def amend_responsibility_letter(work: UnitOfWork, input: AmendResponsibilityLetterInput) -> New:
    """Begin the letter that is to replace one in force, with a reason. Answers with the new draft; the old one stays in force until all three have signed."""
    row = await work.get(ResponsibilityLetterRow, input)
    if await work.rows_of(ResponsibilityLetterRow, replaces_id=row.id).exists():
        raise Violation(Code.ALREADY_EXISTS, path=("id",))
    return work.create(
        responsibility_letter_rules.amend(row.facts(ResponsibilityLetterFacts), input.reason, at=work.now)
    )
