"""The page of permissions says what the table of rights says: each grant, and where each field that some grant hides is seen."""

from typing import Final

import pytest

from api.commands.permissions import labels, named, noun, page, said
from domain.rights.authority import GRANTS, hidden, scope_of
from domain.rights.grant import ANYONE, READ, SIGNED_IN, Grant
from domain.rights.scope import All, Both, Either, Holds, In, IsSet, Mine, Named, Nothing, Via, Within
from domain.terms import Role
from schema.noun.noun import NOUNS

ROWS: Final = [[cell.strip() for cell in line.strip("|").split("|")] for line in page().splitlines() if "|" in line]


def roles_named(cell: str) -> set[str]:
    """The roles that a cell names."""
    every = {named(ANYONE): ANYONE, named(SIGNED_IN): SIGNED_IN}
    return {role.label for role in every[cell]} if cell in every else set(cell.split("、"))


@pytest.mark.parametrize("grant", GRANTS, ids=lambda grant: f"{grant.act}-{grant.noun}")
def test_every_grant_stands_on_the_page_with_its_roles_scope_and_article(grant: Grant) -> None:
    reads = grant.act is READ
    first = noun(grant.noun) if reads else grant.act.label
    found = [
        row
        for row in ROWS
        if row[0].startswith(first) and (reads or row[1] == noun(grant.noun)) and said(grant.scope) in row
    ]

    assert any(
        {role.label for role in grant.roles} <= set[str]().union(*(roles_named(cell) for cell in row))
        and (grant.article or "–") in row
        for row in found
    )


def test_no_row_of_the_page_is_without_its_grant() -> None:
    printed = sum(len(row) in {6, 7} for row in ROWS) - 4
    told = {(each.act, each.noun, said(each.scope), each.article, each.hides, each.masks) for each in GRANTS}

    assert printed == len(told)


def test_what_a_grant_hides_is_told_role_by_role() -> None:
    for name, field in {(each.noun, field) for each in GRANTS for field in each.hides}:
        for role in ANYONE:
            scope = hidden(role, name, field)
            rows = [row for row in ROWS if len(row) == 4 and row[0] == noun(name) and role.label in roles_named(row[2])]
            if scope_of(role, READ, name) != Nothing():
                assert any(row[3] == ("凡可看的" if scope is None else said(scope)) for row in rows), (
                    role,
                    name,
                    field,
                )


def test_every_noun_is_called_by_its_word_of_the_glossary() -> None:
    assert NOUNS.keys() <= labels().keys()


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (All(), "全部"),
        (Nothing(), "无"),
        (Within("region"), "本地区"),
        (Within("entity", "holder_id"), "`holder_id` 在本单位"),
        (Mine(), "本人"),
        (In("role", (Role.PUBLIC, Role.CLOCK)), "`role` 为社会公众、时间"),
        (IsSet("called_at"), "`called_at` 已有"),
        (Holds("live"), "`live` 为真"),
        (Named("NoticeItem", "result"), "以 `result` 指向它"),
        (Named("Demand", "enterprise", Within("region")), "（本地区）以 `enterprise` 指向它"),
        (Via("round", IsSet("called_at")), "其 `round`（`called_at` 已有）"),
        (Either((Mine(), All())), "本人；全部"),
        (Both((Either((Mine(), All())), IsSet("id"))), "（本人；全部），并且`id` 已有"),
    ],
)
def test_every_kind_of_scope_is_said_in_words(scope: All, words: str) -> None:
    assert said(scope).endswith(words)
