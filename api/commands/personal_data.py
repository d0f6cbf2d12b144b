"""The inventory of personal data, `docs/personal-data.md`, from the rows and the table of rights alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from strawberry.utils.str_converters import to_camel_case

from api.commands.permissions import named, noun, said, table
from domain.rights.authority import hidden, masked, scope_of
from domain.rights.grant import ANYONE, READ
from domain.rights.scope import Nothing
from domain.terms import Role
from schema.noun.noun import NOUNS, Shown, rows, secrets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schema.noun.noun import Stored

INTRODUCTION: Final = """# 个人信息清单 Personal data

由 `python3 dev.py api personal --write` 从数据定义和权限表生成：系统保存哪些个人信息、为什么保存、怎样保存、谁能看到。身份证件号码一律不收。操作记录中只留带密钥的摘要；日志、网址、信函主题和问题提示中没有个人信息。

> Written by `python3 dev.py api personal --write` from the rows and the table of rights: which personal data the system keeps, what for, how, and who sees it. No number of an identity document is ever taken. The audit keeps a keyed digest of each value; no log line, address, mail subject or problem bears one.

“密封”的值以 AES-256-GCM 或 SM4-GCM 加密，密钥不在数据库中（`DIANCHI_KEY_FILE`）。“遮蔽”的值显示为 张*、138****1234、z***@example.com；确需查看的，用 `reveal` 说明理由，每次查阅留有记录（`reveals`），由监督和审计管理员查看。

> 密封 is enciphered with AES-256-GCM or SM4-GCM, by keys that the database never holds. 遮蔽 is shown as 张*, 138****1234, z***@example.com; whoever must see it says why by `reveal`, and each look is on record (`reveals`) for oversight and the audit administrator.
"""
HEAD: Final = ("对象", "栏", "用途", "保存", "看到原文", "看到遮蔽后的值")


def page() -> str:
    """The page."""
    found = [line for name, row in sorted(rows().items()) for line in _lines(name, row)]
    return "\n".join([INTRODUCTION, *table("清单 Inventory", HEAD, found)]) + "\n"


def _lines(name: str, row: type[Stored]) -> Iterator[tuple[str, ...]]:
    for column, purpose in row.personal.items():
        kept = "密封" if column in row.sealed else "明文"
        shown = _shown_as(name, column)
        where = f"`{to_camel_case(shown or column)}`"
        if shown is None or column in secrets_of(row):
            yield noun(name), where, purpose, kept, "不显示", "–"
        else:
            yield noun(name), where, purpose, kept, *_readers(name, shown)


def _shown_as(name: str, column: str) -> str | None:
    """The field that shows a column."""
    if name not in NOUNS:
        return None
    fields = ((each.python_name, each.metadata.get("shown")) for each in NOUNS[name].__strawberry_definition__.fields)
    return next((field for field, spec in fields if isinstance(spec, Shown) and (spec.key or field) == column), None)


def _readers(name: str, field: str) -> tuple[str, str]:
    """Who sees a field as it is, of which records, and who sees it masked."""
    plain, veiled = dict[str, list[Role]](), list[Role]()
    for role in ANYONE:
        seen, whole = hidden(role, name, field), masked(role, name, field)
        read = scope_of(role, READ, name)
        if Nothing() in (read, seen):
            continue
        if whole is not None:
            veiled.append(role)
        if whole != Nothing():
            plain.setdefault(said(whole or seen or read), []).append(role)
    whole_words = (f"{named(roles)}（{scope}）" for scope, roles in plain.items())
    return "；".join(whole_words) or "–", named(veiled) or "–"
