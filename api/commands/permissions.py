"""The page of rights, `docs/permissions.md`, from the table of rights alone."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from strawberry.utils.str_converters import to_camel_case

from domain.rights.authority import GRANTS, hidden, scope_of
from domain.rights.grant import ANYONE, READ, SIGNED_IN, Grant
from domain.rights.scope import All, Both, Either, Holds, In, IsSet, Mine, Named, Nothing, Scope, Via, Within
from domain.terms import Role
from domain.terms.people import ClientNoun

GLOSSARY: Final = Path(__file__).parents[2] / "docs" / "glossary.md"
ANCHORS: Final = {
    "region": ("本地区", "the office's region"),
    "platform": ("本单位或本地区的平台", "the platforms that the office holds, runs or answers for today"),
    "entity": ("本单位", "the office's legal person"),
    "evaluation": ("所评项目", "the evaluations on whose panel the account sits"),
    "office": ("本岗位", "the office itself"),
    **{
        noun.lower(): (f"获准地区（{noun.label}）", f"the regions of which a machine may have {noun.lower()}")
        for noun in ClientNoun
    },
}
"""What an office reaches, in Chinese and English."""
INTRODUCTION: Final = """# 权限 Permissions

由 `python3 dev.py api permissions --write` 从 `domain/rights/authority.py` 的权限表生成。表中没有的，一律不许；每一行只增加权限，不减少。列表、单条、下级、筛选、排序、计数、分页和 `node(id:)` 用的是同一张表。

> Written by `python3 dev.py api permissions --write` from the one table of rights, `domain/rights/authority.py`. What is not there may not be done; a line only ever adds. Lists, single records, nested paths, filters, orders, counts, cursors and `node(id:)` go by the same table.

“范围”说的是哪些记录：{scopes}。“遮蔽”的栏显示为 张*、138****1234，说明理由方可查看原值。另注明一栏的（如“`holder_id` 在本单位”），看该栏所指；多个范围以“；”分开，符合其一即可，“并且”则须同时符合。

> 范围 is which records: {english}. Ranges separated by “；” suffice each, those joined by “并且” must all hold.
"""


def page() -> str:
    """The page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    scopes = "、".join(f"{words}（`{anchor}`）" for anchor, (words, _) in ANCHORS.items())
    english = ", ".join(f"{words} ({says})" for words, says in ANCHORS.values())
    yield INTRODUCTION.format(scopes=scopes, english=english)
    yield from table(
        "角色 Roles", ("角色", "代码", "in English"), ((role.label, f"`{role}`", role.says) for role in Role)
    )
    acts = (grant for grant in GRANTS if grant.act is not READ)
    yield ""
    yield from table(
        "谁能办什么 Acts", ("事项", "对象", "角色", "范围", "条文", "不显示", "遮蔽"), _rows(acts, acts_first=True)
    )
    yield ""
    seen = (grant for grant in GRANTS if grant.act is READ)
    yield from table(
        "谁能看什么 Records", ("对象", "角色", "范围", "条文", "不显示", "遮蔽"), _rows(seen, acts_first=False)
    )
    yield ""
    yield from table("不是人人可见的栏 Fields", ("对象", "栏", "角色", "在哪些记录上可见"), _fields())


def _rows(grants: Iterable[Grant], *, acts_first: bool) -> Iterator[tuple[str, ...]]:
    """Roles with the same grant share a row."""
    roles: dict[tuple[str, ...], list[Role]] = {}
    for each in grants:
        act = f"{each.act.label} `{to_camel_case(each.act.lower())}`"
        what = (act, noun(each.noun)) if acts_first else (noun(each.noun),)
        unseen = (_listed(each.hides), _listed(each.masks))
        roles.setdefault((*what, said(each.scope), each.article or "–", *unseen), []).extend(each.roles)
    for (*what, scope, article, hides, masks), who in roles.items():
        yield (*what, named(who), scope, article, hides, masks)


def _listed(fields: Iterable[str]) -> str:
    return "、".join(f"`{to_camel_case(name)}`" for name in sorted(fields)) or "–"


def _fields() -> Iterator[tuple[str, ...]]:
    """Each role that reads a noun sees its hidden fields within a scope."""
    for name, field in dict.fromkeys((grant.noun, field) for grant in GRANTS for field in sorted(grant.hides)):
        roles: dict[str, list[Role]] = {}
        for role in ANYONE:
            scope = hidden(role, name, field)
            if scope_of(role, READ, name) != Nothing():
                roles.setdefault("凡可看的" if scope is None else said(scope), []).append(role)
        yield from ((noun(name), f"`{to_camel_case(field)}`", named(who), where) for where, who in roles.items())


def named(roles: Iterable[Role]) -> str:
    """Roles as people call them."""
    found = dict.fromkeys(roles)
    for every, words in ((ANYONE, "任何人，不必登录"), (SIGNED_IN, "任何登录的人")):
        if set(found) == set(every):
            return words
    return "、".join(role.label for role in found)


def noun(name: str) -> str:
    """A noun as people call it, by the glossary."""
    return f"{labels().get(name, '')} `{name}`".strip()


@cache
def labels() -> dict[str, str]:
    """What the glossary calls each noun in Chinese."""
    lines = re.findall(r"^\| ([^|]+) \| (?:`(\w+)`|–) \| `(\w+)Row`", GLOSSARY.read_text("utf-8"), re.MULTILINE)
    return {shown or row: label for label, shown, row in lines}


def said(scope: Scope) -> str:
    """A scope in Chinese."""
    match scope:
        case All():
            return "全部"
        case Nothing():
            return "无"
        case Within(anchor=anchor):
            words = ANCHORS[anchor][0]
            return words if scope.fact in (f"{anchor}_id", "id") else f"`{scope.fact}` 在{words}"
        case Mine(column=column):
            return "本人" if column in ("account_id", "id") else f"`{column}` 为本人"
        case In(fact=fact, values=values):
            return f"`{fact}` 为{'、'.join(value.label for value in values)}"
        case IsSet(fact=fact):
            return f"`{fact}` 已有"
        case Holds(fact=fact):
            return f"`{fact}` 为真"
        case Named(noun=name, key=key, scope=inner):
            whose = "" if inner == All() else f"（{said(inner)}）"
            return f"有{noun(name)}{whose}以 `{key}` 指向它"
        case Via(parent=parent, scope=inner):
            return f"其 `{parent}`（{said(inner)}）"
        case Either(parts=parts):
            return "；".join(dict.fromkeys(map(said, parts)))
        case Both(parts=parts):
            return "，并且".join(f"（{said(part)}）" if isinstance(part, Either) else said(part) for part in parts)
        case _:
            raise AssertionError(scope)


def table(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A table under its title."""
    yield from (f"## {title}", "")
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
