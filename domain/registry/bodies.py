"""Legal persons and the enterprises served, each once by its credit code (Art. 2, 11, 16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.kernel.change import Change, New
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.units import Fen
from domain.kernel.violations import Code, Violation
from domain.registry import credit_code
from domain.registry.enterprise_size import size_of, table_on
from domain.terms.registry import Industry, UsccClass

NAME, PLACE, PERSON = 200, 200, 100


def name_of(name: str | None) -> str:
    """The registered name of a body."""
    return a_text(name, "name", "名称", NAME)


def named(name: str, name_sort: str) -> dict[str, object]:
    """A name with the key it sorts by."""
    return {"name": name_of(name), "name_sort": name_sort}


def register_entity(
    code: str, columns: Mapping[str, object], address: str | None, legal_representative: str | None
) -> Change:
    """Enter a legal person by its code; `columns` is its name with its sort key."""
    code = credit_code.checked(code)
    more = entity_details(address, legal_representative)
    return Change(adds=[New("Entity", {"uscc": code, "uscc_class": credit_code.class_of(code), **columns, **more})])


def entity_details(address: str | None, legal_representative: str | None) -> dict[str, object]:
    """A legal person has an address and contacts beside code and name."""
    return {
        "address": maybe_text(address, "address", "地址", PLACE),
        "legal_representative": maybe_text(legal_representative, "legal_representative", "法定代表人", PERSON),
    }


@dataclass(frozen=True)
class Scale:
    """An enterprise's scale is its staff, revenue and assets."""

    industry: Industry
    employees: int | None
    revenue: Fen | None
    assets: Fen | None


def register_enterprise(
    code: str, columns: Mapping[str, object], scale: Scale, anchors: Mapping[str, UUID], *, today: date
) -> Change:
    """Enter an enterprise served, once for the whole city; `anchors` are the platform and its region. Source: Art. 16(2)."""
    code = credit_code.checked(code)
    kind = credit_code.class_of(code)
    values = {"uscc": code, "uscc_class": kind, "self_employed": kind is UsccClass.SELF_EMPLOYED}
    return Change(adds=[New("Enterprise", {**values, **columns, **anchors, **sized(scale, kind, today)})])


def update_enterprise(kind: UsccClass, columns: Mapping[str, object], scale: Scale, *, today: date) -> Change:
    """Change the name or figures of an enterprise; what was handed in keeps the size it had then."""
    return Change({**columns, **sized(scale, kind, today)})


def sized(scale: Scale, kind: UsccClass, today: date) -> dict[str, object]:
    """The figures with the size they give by the table in force."""
    for field, label in (("employees", "从业人员"), ("revenue", "营业收入"), ("assets", "资产总额")):
        if (getattr(scale, field) or 0) < 0:
            raise Violation(Code.NEGATIVE, path=(field,), facts={"field": label, "field_en": field})
    table = table_on(today)
    size = size_of(scale.industry, kind, table, staff=scale.employees, revenue=scale.revenue, assets=scale.assets)
    return {**vars(scale), "size": size, "size_table": table.code}
