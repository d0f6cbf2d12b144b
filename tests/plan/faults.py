"""Faults to plant in the table of rights, in the reading of scopes and in the planner, each by name and with where it would be seen."""

# What is planted stands in the place of parts of any kind.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest

from domain.rights import authority
from domain.rights.authority import LOOK_UP, READ, Grant
from domain.rights.scope import All, Both, Either, In, IsSet, Mine, Named, Nothing, Scope, Via, Within
from domain.terms import Role
from resolvers.plan import actors, cache, compile, figures, pages, roots, scope
from schema.noun.noun import NOUNS
from tests.plan.oracle import ALL, LETTERS

Plant = Callable[[pytest.MonkeyPatch], None]
EVERY: Final = All()
TABLE: Final = (
    authority.grants,
    authority.scope_of,
    authority.known,
    authority.hidden,
    authority.shown_in_audit,
    authority.roles_of,
    authority.who_may,
)
"""What is remembered of the table of rights."""


@dataclass(frozen=True)
class Fault:
    """A fault: how it is planted, on which nouns and by whose letters it is looked for first."""

    name: str
    plant: Plant
    nouns: tuple[str, ...] = ()
    letters: str = ALL
    whoever: bool = False
    """Whether it is one of who acts, who then have to be found anew."""


def forget() -> None:
    """Nothing is remembered of the table of rights."""
    for each in TABLE:
        each.cache_clear()


# the table


def only(role: Role, noun: str, change: Callable[[Grant], Grant | None]) -> Plant:
    """Another grant in the place of each by which a role sees a noun; the other roles keep theirs."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        made = list[Grant]()
        for grant in authority.GRANTS:
            if grant.act not in (READ, LOOK_UP) or grant.noun != noun or role not in grant.roles:
                made.append(grant)
                continue
            made += [
                replace(grant, roles=tuple(each for each in grant.roles if each is not role)),
                *filter(None, [change(replace(grant, roles=(role,)))]),
            ]
        patch.setattr(authority, "GRANTS", tuple(made))
        forget()

    return plant


def narrower(given: Scope) -> Scope:
    """The first of several scopes."""
    return given.parts[0] if isinstance(given, Either) else given


def half(given: Scope) -> Scope:
    """The first of several conditions."""
    return given.parts[0] if isinstance(given, Both) else given


KINDS: Final[Mapping[str, Callable[[Grant], Grant | None]]] = {
    "no condition": lambda grant: replace(grant, scope=EVERY),
    "half a condition": lambda grant: replace(grant, scope=half(grant.scope)),
    "half a scope": lambda grant: replace(grant, scope=narrower(grant.scope)),
    "nothing hidden": lambda grant: replace(grant, hides=frozenset()),
    "no grant": lambda _grant: None,
}
"""What can be wrong with a line of the table."""
LINES: Final = (
    ("no condition", "OPERATOR", "Circular Office ReportDraft Result"),
    ("no condition", "DISTRICT_DEPARTMENT", "ConsolidationDraft Enterprise EvidenceFlag Target"),
    ("no condition", "DISTRICT_CENTER", "EvidenceFlag"),
    ("no condition", "MUNICIPAL_BUREAU", "Complaint"),
    ("no condition", "PUBLIC", "RoundSubject"),
    ("no condition", "SECURITY_ADMINISTRATOR", "Viewer"),
    ("half a condition", "DISTRICT_DEPARTMENT", "Report"),
    ("half a condition", "DISTRICT_CENTER", "Report Review"),
    ("half a scope", "DISTRICT_DEPARTMENT", "Assignment Difficulty"),
    ("nothing hidden", "OPERATOR", "Subsidy"),
    ("nothing hidden", "DISTRICT_DEPARTMENT", "Objection Partner"),
    ("nothing hidden", "FINANCE_BUREAU", "RegistryChange"),
    ("nothing hidden", "AUDIT_ADMINISTRATOR", "Disclosure"),
    ("no grant", "DISTRICT_DEPARTMENT", "Evaluation ReportVersion"),
    ("no grant", "MUNICIPAL_BUREAU", "PlatformEntity Rectification"),
    ("no grant", "OVERSIGHT", "InspectionFinding Signature"),
)
"""Kinds, roles and nouns of lines that are spoilt; of others the start of a server tells, as where a type says that a parent is never null."""


def of_the_table() -> Iterator[Fault]:
    for kind, word, nouns in LINES:
        for noun in nouns.split():
            plant = only(Role(word), noun, KINDS[kind])
            yield Fault(f"{kind} of {noun} for {word}", plant, (noun,), LETTERS[word])


# the reading of scopes


def reading(of: type[Scope], read: Callable[[Any, Callable[..., str], tuple[Any, ...]], str]) -> Plant:
    """Another condition for scopes of a kind."""
    true = scope.where

    def faulty(given: Scope, *rest: Any) -> str:
        return read(given, true, rest) if isinstance(given, of) else true(given, *rest)

    def plant(patch: pytest.MonkeyPatch) -> None:
        for module in (scope, compile):
            patch.setattr(module, "where", faulty)

    return plant


def always(_given: Any, _true: Callable[..., str], _rest: tuple[Any, ...]) -> str:
    return "true"


def of_scopes() -> Iterator[Fault]:
    for of in (Within, Mine, In, IsSet, Via, Named, Nothing):
        yield Fault(f"{of.__name__} is always so", reading(of, always))
    for of in (Either, Both):
        yield Fault(
            f"{of.__name__} reads its first part alone",
            reading(of, lambda given, _true, rest: scope.where(given.parts[0], *rest)),
        )
    yield Fault("Both is either", reading(Both, lambda given, true, rest: true(Either(given.parts), *rest)))
    yield Fault("Either is both", reading(Either, lambda given, true, rest: true(Both(given.parts), *rest)))
    yield Fault("Via any parent", reading(Via, lambda given, true, rest: true(replace(given, scope=EVERY), *rest)))
    yield Fault("Named by anything", reading(Named, lambda given, true, rest: true(replace(given, scope=EVERY), *rest)))
    yield Fault(
        "In one word less", reading(In, lambda given, true, rest: true(replace(given, values=given.values[:-1]), *rest))
    )
    yield Fault(
        "Within by its first column",
        reading(
            Within,
            lambda given, true, rest: (
                true(replace(given, column=""), *rest)
                if given.column in ("other_region_id", "other_platform_id")
                else true(given, *rest)
            ),
        ),
    )


# the planner


def instead(where: Any, name: str, made: Callable[[Any], Any]) -> Plant:
    """Something else in the place of a part, made from it."""
    return lambda patch: patch.setattr(where, name, made(getattr(where, name)))


@contextmanager
def unguarded(compiler: compile.Compiler) -> Generator[None]:
    """A compiler that for a moment asks nobody who they are."""
    vars(compiler)["guard"] = lambda _noun, _table: "true"
    yield
    del vars(compiler)["guard"]


def guarded(skips: Callable[[compile.Listing], bool]) -> Plant:
    """Pages without the condition of who asks, where something holds of them."""

    def made(true: Any) -> Any:
        def conditions(self: compile.Compiler, listing: compile.Listing, table: str) -> list[str]:
            with unguarded(self) if skips(listing) else nullcontext():
                return true(self, listing, table)

        return conditions

    return instead(compile.Compiler, "conditions", made)


def totals(change: Callable[[compile.Listing], compile.Listing], *, open_: bool = False) -> Plant:
    """Totals of something else than their page."""

    def made(true: Any) -> Any:
        def total(self: compile.Compiler, listing: compile.Listing) -> Any:
            with unguarded(self) if open_ else nullcontext():
                return true(self, change(listing))

        return total

    return instead(compile.Compiler, "total", made)


def unfiltered(listing: compile.Listing) -> compile.Listing:
    return replace(listing, arguments={name: each for name, each in listing.arguments.items() if name != "filter"})


def open_figures(true: Any) -> Any:
    """Figures of all reports, whoever asks."""

    def conditions(compiler: compile.Compiler, *rest: Any) -> list[str]:
        with unguarded(compiler):
            return true(compiler, *rest)

    return conditions


def unfiltered_figures(_true: Any) -> Any:
    """Figures of what one sees, whatever is asked for."""
    return lambda compiler, _query, _nodes: [compiler.guard(NOUNS["Report"].__noun__, "r")]


def singles(open_: Callable[[Any], bool]) -> Plant:
    """Single records that are shown to everybody, where something holds of what is around them."""

    def made(true: Any) -> Any:
        def one(self: Any, of: Any, nodes: Any, noun: Any, link: str, outer: Any, *rights: Any) -> str:
            return true(
                self, of, nodes, noun, link, outer, *((lambda _role, _noun: EVERY,) if open_(outer) else rights)
            )

        return one

    return instead(compile.Compiler, "one", made)


def once(true: Any) -> Any:
    """What the first who asked is bound by, for all who come after."""
    known: dict[int, list[Any]] = {}

    def values(self: Any, variables: Mapping[str, Any], actor: Any) -> list[Any]:
        return known.setdefault(id(self), true(self, variables, actor))

    return values


def spelt(change: Callable[[str], str]) -> Callable[[Any], Any]:
    """A condition with something else in its text."""
    return lambda true: lambda *given: change(true(*given))


def acting(before: str, after: str) -> Plant:
    """Another statement of who acts in a session."""
    assert before in actors.SESSION
    return lambda patch: patch.setattr(actors, "SESSION", actors.SESSION.replace(before, after))


REPORTS: Final = ("Report", "Activity", "Obligation", "Evaluation")


def of_the_planner() -> Iterator[Fault]:
    yield Fault("no guard on children", guarded(lambda listing: listing.link is not None))
    yield Fault("no guard on root lists", guarded(lambda listing: listing.link is None))
    yield Fault("no guard after a cursor", guarded(lambda listing: listing.has("after")))
    yield Fault("no guard under a filter", guarded(lambda listing: listing.has("filter")))
    yield Fault("no guard on parents", singles(lambda outer: outer is not None))
    yield Fault("no guard on records by id", singles(lambda outer: outer is None))
    yield Fault("totals without the guard", totals(lambda listing: listing, open_=True))
    yield Fault("totals without the filter", totals(unfiltered))
    yield Fault("totals of all parents", totals(lambda listing: replace(listing, link=None)))
    yield Fault("fields hidden from nobody", instead(compile, "hidden", lambda _true: lambda *_given: None))
    yield Fault(
        "fields hidden by their shown names",
        instead(
            compile, "hidden", lambda true: lambda role, noun, name: true(role, noun, name) if "_" not in name else None
        ),
    )
    yield Fault(
        "plans shared by roles",
        instead(
            cache.Plans,
            "place",
            lambda true: lambda self, operation, variables, _role: true(self, operation, variables, None),
        ),
    )
    yield Fault("bound by who asked first", instead(scope.Binds, "values", once))
    yield Fault("figures of every report", instead(figures, "conditions", open_figures))
    yield Fault("figures under no filter", instead(figures, "conditions", unfiltered_figures))
    yield Fault("codes looked up by everybody", instead(roots, "known", lambda _true: lambda _role, _noun: EVERY))
    yield Fault("codes looked up by nobody", instead(roots, "known", lambda _true: lambda _role, _noun: Nothing()))
    yield Fault(
        "a cursor's own row comes again",
        instead(compile, "after_sql", spelt(lambda text: text.replace(" > ", " >= ").replace(" < ", " <= "))),
    )
    yield Fault(
        "a cursor goes the other way",
        instead(
            compile,
            "after_sql",
            spelt(lambda text: text.replace(" > ", " < ") if " > " in text else text.replace(" < ", " > ")),
        ),
    )
    yield Fault(
        "a filter of both is of either",
        instead(compile, "filter_sql", spelt(lambda text: text.replace(" and ", " or "))),
    )
    yield Fault("a filter that is none", instead(compile, "filter_sql", lambda _true: lambda *_given: "true"))
    yield Fault("a filter beside the guard", instead(compile, "filter_sql", spelt(lambda text: f"true or {text}")))
    yield Fault(
        "null is not null", instead(compile, "filter_sql", spelt(lambda text: text.replace("is null", "is not null")))
    )
    yield Fault("not before is after", lambda patch: patch.setitem(pages.OPERATORS, "gte", ">"))
    yield Fault(
        "a row too many",
        instead(
            compile,
            "gathered",
            lambda true: lambda body, listing: true(body, replace(listing, source=ungated(listing.source))),
        ),
    )
    yield Fault(
        "an office that has ended", acting("(o.valid_to is null or o.valid_to > today.day)", "true"), whoever=True
    )
    yield Fault(
        "platforms that one holds alone",
        acting("p.holder_id = o.entity_id or p.operator_id = o.entity_id", "p.holder_id = o.entity_id"),
        REPORTS,
        "P",
        whoever=True,
    )
    yield Fault(
        "a department's platforms are a stranger's",
        acting(
            "when 'DISTRICT_DEPARTMENT' then array(select p.id from platform p where p.region_id = o.region_id)",
            "when 'DISTRICT_DEPARTMENT' then array(select p.id from platform p)",
        ),
        REPORTS,
        "D",
        whoever=True,
    )
    yield Fault(
        "a centre's platforms are nobody's",
        acting(
            "when 'DISTRICT_CENTER' then array(select p.id from platform p where p.region_id = o.region_id)",
            "when 'DISTRICT_CENTER' then '{}'::uuid[]",
        ),
        REPORTS,
        "Z",
        whoever=True,
    )
    yield Fault(
        "every panel is an expert's",
        acting("where m.account_id = a.id and m.live", ""),
        ("Evaluation",),
        "E",
        whoever=True,
    )


def ungated(source: Any) -> Any:
    """A source of rows without the condition that leaves the one too many out."""
    other = object.__new__(type(source))
    other.__dict__.update(source.__dict__, gate=None)
    return other


FAULTS: Final = (*of_the_table(), *of_scopes(), *of_the_planner())
