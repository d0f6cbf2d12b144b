"""Operations that differ in nothing but words share a plan, and each is answered in its own words."""

from typing import Any, Final

import orjson
import pytest

from domain.terms import Role
from resolvers.plan.cache import Bounded, Plans
from resolvers.plan.normal import as_json, put_back
from resolvers.root import CONFIG, schema
from tests.api.client import Client
from tests.plan.operations import UNBOUNDED

PLANS: Final = Plans(schema._schema, CONFIG, UNBOUNDED)


def plan(text: str) -> Any:
    operation = PLANS.operation(text, None)
    return PLANS.query(operation, {}, Role.PUBLIC)


@pytest.mark.parametrize(
    "other",
    [
        "{ other: platforms { nodes { b: name c: id region { d: name } } } }",
        "query Name { # a remark\n  x: platforms { nodes { y: name z: id region { w: name } } } }",
        "{ a: platforms { nodes { name1: name id1: id region { name2: name } } } }",
    ],
)
def test_aliases_names_and_blanks_make_no_other_plan(other: str) -> None:
    one = plan("{ a: platforms { nodes { b: name c: id region { d: name } } } }")

    assert plan(other) is one


@pytest.mark.parametrize(
    "other",
    [
        "{ a: platforms { nodes { b: name b: name c: id region { b: name } } } }",
        "{ a: platforms { nodes { b: name c: id region { d: code } } } }",
        "{ a: platforms { nodes { name c: id region { d: name } } } }",
    ],
)
def test_another_shape_is_another_plan(other: str) -> None:
    assert plan(other) is not plan("{ a: platforms { nodes { b: name c: id region { d: name } } } }")


async def test_each_is_answered_in_its_own_words(anyone: Client) -> None:
    for words in ("abcdefgh", "hgfedcba", ("x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8")):
        a, b, c, d, e, f, g, h = words
        found = await anyone.query(
            f"""query {{ {a}: platforms(first: 2) {{ {b}: nodes {{ {c}: __typename {d}: name {e}: region {{ {f}: code }}
            {g}: allowedActions {{ {h}: action allowed why: whyNot {{ {h}: code path }} }} }} }}
            {b}: rulePack {{ {a}: code {c}: figures {{ {d}: key }} }} }}"""
        )
        plain = await anyone.query(
            """{ platforms(first: 2) { nodes { __typename name region { code }
            allowedActions { action allowed whyNot { code path } } } } rulePack { code figures { key } } }"""
        )

        rows = [
            {"__typename": row[c], "name": row[d], "region": {"code": row[e][f]}, "allowedActions": [
                {"action": each[h], "allowed": each["allowed"], "whyNot": each["why"] and {"code": each["why"][h], "path": each["why"]["path"]}}
                for each in row[g]
            ]}
            for row in found[a][b]
        ]  # fmt: skip
        assert rows == plain["platforms"]["nodes"]
        assert found[b][a] == plain["rulePack"]["code"]
        assert [{"key": each[d]} for each in found[b][c]] == plain["rulePack"]["figures"]
        assert list(found) == [a, b]
        assert list(found[a][b][0]) == [c, d, e, g]


async def test_a_mutation_is_answered_in_its_words_too(anyone: Client) -> None:
    found = await anyone.query(
        'mutation { one: signIn(input: {username: "bureau", password: "wrong"}) { kind: __typename why: problems { what: code } } }'
    )

    assert found == {"one": {"kind": "SignInPayload", "why": [{"what": "SIGN_IN_FAILED"}]}}


def test_what_is_stored_is_never_taken_for_an_alias() -> None:
    text = "a \x02 0\x02 \\u0002"

    assert orjson.loads(put_back(as_json({"\x020\x02": text}, ["key"]), ["key"])) == {"key": text}


def test_what_is_remembered_is_bounded_in_bytes() -> None:
    kept = Bounded(1000, len)
    for n in range(100):
        kept.recall(n, lambda: b"x" * 300)
        kept.recall(0, lambda: b"x" * 300)
        assert kept.weight == sum(map(len, kept.values())) <= 1000
    kept.keep("large", b"x" * 2000)

    assert (len(kept), kept.weight) == (0, 0)
    plans = Plans(schema._schema, CONFIG, UNBOUNDED, 1 << 20)
    for n in range(100):
        operation = plans.operation(
            f"{{ platforms {{ nodes {{ {' '.join(f'a{n}x{m}: name' for m in range(100))} }} }} }}", None
        )
        plans.query(operation, {}, Role.PUBLIC)

    assert plans.operations.weight + plans.plans.weight <= 1 << 20
    assert len(plans.plans) == 1


def test_what_would_drive_out_many_is_not_remembered() -> None:
    kept = Bounded(800, len)
    for n in range(8):
        kept.keep(n, b"x" * 100)
    kept.keep("large", b"x" * 101)
    assert (list(kept), kept.weight) == ([*range(8)], 800)

    kept.keep(8, b"x" * 100)
    kept.keep(1, b"x" * 101)
    assert (list(kept), kept.weight) == ([*range(2, 9)], 700)
