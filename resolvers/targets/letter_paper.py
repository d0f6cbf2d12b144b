"""The paper of a letter of responsibility: parties, targets, text and signatures (Art. 12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.rights.authority import hidden
from domain.targets.responsibility_letter import PARTIES, Aim, mark
from domain.terms import Role
from domain.terms.targets import ResponsibilityState, TargetLevel, TargetMeasure
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from schema.targets.responsibility_letter import ResponsibilityLetterRow, SignatureRow


@dataclass(frozen=True)
class PaperSignature:
    """A signatory of the paper has the moment of signing, None before. `person` is None where the reader may not know the name."""

    role: Role
    body: str
    person: str | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Signed:
    """A signed letter before or after another letter of the same centre and year."""

    number: str | None
    signed_at: datetime


@dataclass(frozen=True)
class Paper:
    """A letter as it stands, in words. `mark` stands across one that is not in force."""

    year: int
    number: str | None
    text: str
    holder: str
    targets: tuple[Aim, ...]
    parties: tuple[PaperSignature, ...]
    mark: str | None = None
    signed_at: datetime | None = None
    replaces: Signed | None = None
    amend_reason: str | None = None
    replaced_by: Signed | None = None


async def paper_of(work: UnitOfWork, row: ResponsibilityLetterRow) -> Paper:
    """A letter's paper depends on its reader; some readers may not know the signatories' names."""
    amended = row.state is ResponsibilityState.AMENDED
    return Paper(
        year=row.year,
        number=row.number,
        text=row.text,
        holder=row.holder or await _holder(work, row),
        targets=tuple(_aim(each) for each in row.targets),
        parties=await _parties(work, row),
        mark=mark(row.state, withdrawn=bool(row.withdraw_reason)),
        signed_at=row.signed_at,
        replaces=await _signed(work, id=row.replaces_id) if row.replaces_id else None,
        amend_reason=row.amend_reason,
        replaced_by=await _signed(work, replaces_id=row.id) if amended else None,
    )


async def _holder(work: UnitOfWork, row: ResponsibilityLetterRow) -> str:
    """The name of the centre's holder of today, for a draft without a name."""
    centre = await work.rows_of(PlatformRow, id=row.platform_id).one()
    return (await work.rows_of(EntityRow, id=centre.holder_id).one()).name


async def _parties(work: UnitOfWork, row: ResponsibilityLetterRow) -> tuple[PaperSignature, ...]:
    """The three parties, by the names they signed under, else by today's."""
    known = hidden(work.actor.role, "Signature", "name") is None
    signatures = {each.role: each for each in await work.rows_of(SignatureRow, letter_id=row.id, void=False)}
    parties: list[PaperSignature] = []
    for role in PARTIES:
        one = signatures.get(role)
        if one is None:
            parties.append(PaperSignature(role, await body_of(work, row, role)))
        else:
            parties.append(PaperSignature(role, one.body, one.name if known else None, one.signed_at))
    return tuple(parties)


async def body_of(work: UnitOfWork, row: ResponsibilityLetterRow, role: Role) -> str:
    """Which body signs a letter for a side, by its name of today; the centre by the name it was offered under."""
    match role:
        case Role.DISTRICT_CENTER:
            return row.centre or (await work.rows_of(PlatformRow, id=row.platform_id).one()).name
        case Role.DISTRICT_DEPARTMENT:
            return (await work.rows_of(RegionRow, id=row.region_id).one()).name + "中小企业主管部门"
        case _:
            own = await work.rows_of(PlatformRow, municipal=True).first()
            return own.name if own else role.label


async def _signed(work: UnitOfWork, **which: object) -> Signed:
    """The other signed letter of the centre and year, if any."""
    row = await work.rows_of(ResponsibilityLetterRow, **which).one()
    assert row.signed_at is not None
    return Signed(row.number, row.signed_at)


def _aim(kept: Mapping[str, Any]) -> Aim:
    """A target as a letter keeps it."""
    return Aim(kept["name"], TargetLevel(kept["level"]), TargetMeasure(kept["measure"]), kept["amount"])
