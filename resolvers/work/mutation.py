"""The ground of every verb: permission, transaction, retries, idempotency, refusals as data, and the answer read back."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

import orjson
import strawberry
from graphql import FieldNode, GraphQLObjectType
from graphql.execution.values import VariableValues
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import FieldExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.types.scalar import DEFAULT_SCALAR_REGISTRY
from strawberry.types.arguments import StrawberryArgument, convert_argument
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from domain.kernel.acts import Act
from domain.kernel.typed_text import refuse_unwritable
from domain.kernel.violations import Code, Violation, refuse_all
from domain.rights.scope import Actor
from resolvers.plan.arguments import named
from resolvers.plan.cache import Operation, Plan, Plans
from resolvers.plan.computed import OutputType, Selected, project
from resolvers.plan.normal import as_json, put_back
from resolvers.plan.pages import LISTED, BadArgument
from resolvers.plan.problem import problem_of
from resolvers.plan.selection import type_of
from resolvers.plan.values import input_of_act
from resolvers.work.call import Asked, Call, Caller, Verb
from resolvers.work.unit_of_work import UnitOfWork, working
from schema.noun.malformed import Malformed, malformed_in
from schema.noun.vocabulary import SCALARS, Problem

if TYPE_CHECKING:
    from resolvers.time.falls_due import Fall

REGISTRY: Final = {**DEFAULT_SCALAR_REGISTRY, **SCALARS}


def argument(description: str, *, most: int | None = None, **default: Any) -> Any:
    """An argument is a field of an input; `most` bounds a list below the general bound."""
    return strawberry.field(description=description, metadata={"most": most or LISTED}, **default)


@strawberry.input(description="What every act carries.")
class Create:
    idempotency_key: str = argument(
        "Chosen by you, one for each intended act: the same key again answers with the same effect, never with a second one. 1 to 100 characters; without signing in 32 hex digits or a UUID, made at random."
    )


@strawberry.input(description="What every act on an existing record carries.")
class Update(Create):
    id: strawberry.ID = argument("The record.")
    expected_version: int = argument("The version you saw; CONFLICT if it has changed since.")


Verbs = Mapping[str, Verb]
"""Verbs by GraphQL name."""


def mutation(
    act: Act, shown: type[Any] | None, *, extras: Mapping[str, tuple[Any, str]] | None = None, **more: Any
) -> Callable[[Any], Any]:
    """Make a function a mutation. It returns the row it acted on, or `(row, extras)`; a `direct` one gets the request's `Door`.

    What is slow is done by `before`, of the caller and the input; what it yields is the function's third argument. `more` is
    what else the verb is.
    """

    def make(run: Any) -> Any:
        updates = issubclass(run.__annotations__["input"], Update)
        run.verb = Verb.of(act, shown, run, extras, updates=updates, **more)
        return run

    return make


def verbs_of(*chapters: ModuleType) -> Verbs:
    """The verbs that these files define, in their order."""
    found = [each.verb for chapter in chapters for each in vars(chapter).values() if hasattr(each, "verb")]
    return {verb.name: verb for verb in found}


class _TakesInput(FieldExtension):
    def __init__(self, of: type[Any]) -> None:
        self.of = of

    def apply(self, field: StrawberryField) -> None:
        field.arguments.append(
            StrawberryArgument("input", None, StrawberryAnnotation(self.of), description="What is to be done.")
        )


def mutation_type(verbs: Verbs, shown: Mapping[str, type[Any]]) -> type[Any]:
    """The Mutation type, from every verb; `shown` are the noun types by name."""
    body: dict[str, Any] = {"__annotations__": {}}
    for name, verb in sorted(verbs.items()):
        python_name = verb.act.value.lower()
        fields: dict[str, tuple[Any, str]] = {key: (of | None, says) for key, (of, says) in verb.extras.items()}
        if verb.noun is not None and verb.shown is not None:
            fields[verb.shown] = (
                shown[verb.noun.name] | None,
                "The record after the act, as you may read it; null when refused, and where you may not read it.",
            )
        fields["problems"] = (list[Problem], "Why nothing was done; empty on success.")
        payload: dict[str, Any] = {"__annotations__": {key: of for key, (of, _) in fields.items()}}
        payload |= {key: strawberry.field(description=says) for key, (_, says) in fields.items()}
        of = strawberry.type(
            type(f"{name[0].upper()}{name[1:]}Payload", (), payload), description=f"The answer to `{name}`."
        )
        body["__annotations__"][python_name] = of
        body[python_name] = strawberry.field(
            description=f"{verb.act.label}。{(verb.run.__doc__ or verb.act.says).strip()}",
            extensions=[_TakesInput(verb.input)],
        )
    return strawberry.type(
        type("Mutation", (), body),
        description=f"Every act, one field each. A list of an input holds at most {LISTED} entries.",
    )


@dataclass(frozen=True)
class Door(Caller):
    """A caller by GraphQL: beside who calls, in what language, who signs tokens and links, who counts refusals, how long sessions last, and whence and by what the client calls."""

    verbs: Verbs
    falls: "Sequence[Fall]"
    language: str
    plans: Plans
    sign: Callable[[UUID, datetime], str]
    link: Callable[[str, UUID, datetime], str]
    refused: Callable[[Code], None]
    demo: bool = False
    address: str | None = None
    device: str | None = None

    @property
    def session(self) -> UUID | None:
        """The session that calls, none where nobody signed in."""
        return self.actor.session

    def work(self, act: Act, actor: Actor | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
        """A unit of work of its own, kept and committed at the end of the block."""
        return working(self.write, self.city, actor or self.actor, act)


async def run_fields(door: Door, operation: Operation, variables: VariableValues) -> bytes:
    """Run the root fields of a mutation one after the other, and answer with their payloads."""
    coerced = variables.coerced
    gtype: Any = door.plans.schema.mutation_type
    compiler = door.plans.compiler(operation, coerced, door.actor.role)
    parts, fields = list[bytes](), compiler.fields(gtype, [operation.node])
    expect_once(door.verbs, [nodes[0].name.value for nodes in fields.values()])
    for key, nodes in fields.items():
        name = nodes[0].name.value
        body = b'"Mutation"' if name == "__typename" else await _Field(door, operation, variables, gtype, nodes).run()
        parts.append(b'"%s":%s' % (key.encode(), body))
    return put_back(b'{"data":{' + b",".join(parts) + b"}}", operation.normal.aliases)


def expect_once(verbs: Verbs, names: Sequence[str]) -> None:
    """Refuse a document that asks more than once for what looks at a password."""
    for name in names:
        if name in verbs and verbs[name].once and names.count(name) > 1:
            raise BadArgument("ONCE_ONLY", f"{name} is asked for once in a document")


def response_key(node: FieldNode) -> str:
    """A field's response key is its alias or name."""
    return (node.alias or node.name).value


def input_of(of: type[Any], raw: Mapping[str, Any], config: StrawberryConfig) -> Any:
    """A verb's input, made of the request's coerced arguments."""
    names = plain_names(of)
    if names is None:
        return convert_argument(raw, of, REGISTRY, config)
    return of(**{name: raw[key] for key, name in names if key in raw})


@cache
def plain_names(of: type[Any]) -> tuple[tuple[str, str], ...] | None:
    """The fields of an input by GraphQL and Python name, if all hold scalars, which are what they should be already."""
    fields = of.__strawberry_definition__.fields
    kinds = [each.type.of_type if isinstance(each.type, StrawberryOptional) else each.type for each in fields]
    if not all(kind in REGISTRY for kind in kinds):
        return None
    return tuple((to_camel_case(each.python_name), each.python_name) for each in fields)


def bounded(argument: Any, path: tuple[str, ...] = ()) -> None:
    """Refuse an input with a list that is too long, however deep inside."""
    for each in argument.__strawberry_definition__.fields:
        value, here = getattr(argument, each.python_name), (*path, to_camel_case(each.python_name))
        if isinstance(value, list):
            entries = cast("list[Any]", value)
            if len(entries) > (most := each.metadata["most"]):
                raise Violation(Code.TOO_MANY, path=here, facts={"limit": most})
            for n, entry in enumerate(entries):
                if is_dataclass(entry):
                    bounded(entry, (*here, str(n)))
        elif is_dataclass(value):
            bounded(value, here)


def unreadable(path: tuple[str, ...], wrong: Malformed) -> Violation:
    """The refusal of a value that its scalar cannot read."""
    facts: dict[str, object] = {"field": path[-1], "why": wrong.why, "why_en": wrong.why_en}
    return Violation(Code.INVALID, path=path, facts=facts)


class _Field:
    """One root field of one mutation."""

    def __init__(
        self,
        door: Door,
        operation: Operation,
        variables: VariableValues,
        gtype: GraphQLObjectType,
        nodes: list[FieldNode],
    ) -> None:
        self.door, self.operation, self.variables = door, operation, variables.coerced
        self.key = response_key(nodes[0])
        field = gtype.fields[nodes[0].name.value]
        self.verb = door.verbs[nodes[0].name.value]
        self.payload: GraphQLObjectType = type_of(gtype, nodes[0].name.value)
        self.wants = door.plans.compiler(operation, self.variables, door.actor.role).selected(self.payload, nodes)
        self.raw = input_of_act(field, nodes[0], variables)

    async def run(self) -> bytes:
        """The payload's JSON."""
        shown, extras, problems = dict[str, bytes](), dict[str, Any](), list[Violation]()
        try:
            done = await Call(self.door, self.verb, self._read, self._show).done()
            shown, extras = done.shown or {}, done.extras
        except Violation as refusal:
            self.door.refused(refusal.code)
            problems = [refusal, *refusal.others]
        parts = list[bytes]()
        for key, (name, of, nodes) in self.wants.items():
            if name == "__typename":
                value = orjson.dumps(self.payload.name)
            elif name == "problems" and not problems:
                value = b"[]"
            elif name == "problems":
                value = self._json(of, nodes, [problem_of(each, self.door.language) for each in problems])
            elif name == self.verb.shown:
                value = shown.get(key, b"null")
            else:
                value = self._json(of, nodes, extras.get(name))
            parts.append(b'"%s":%s' % (key.encode(), value))
        return b"{" + b",".join(parts) + b"}"

    def _json(self, of: OutputType, nodes: Any, value: Any) -> bytes:
        shown = project(of, nodes, self._selected)(value, self.door.language)
        return as_json(shown, self.operation.normal.aliases)

    def _selected(self, gtype: GraphQLObjectType, nodes: Any) -> Selected:
        return self.door.plans.compiler(self.operation, self.variables, self.door.actor.role).selected(gtype, nodes)

    async def _read(self) -> Asked:
        """The field's input, refused where it holds what cannot be read or written, or too long a list."""
        refuse_all(unreadable(path, wrong) for path, wrong in malformed_in(self.raw))
        refuse_unwritable(self.raw)
        input = input_of(self.verb.input, self.raw, self.door.plans.config)
        if plain_names(self.verb.input) is None:
            bounded(input)
        return Asked(input, orjson.dumps(self.raw, option=orjson.OPT_SORT_KEYS, default=str))

    async def _show(self, connection: Any, row_id: UUID) -> dict[str, bytes]:
        """The row after the act, read back by the planner under the actor's rights."""
        return {
            key: await self._row(connection, of, nodes, row_id)
            for key, (name, of, nodes) in self.wants.items()
            if name == self.verb.shown
        }

    async def _row(self, connection: Any, of: Any, nodes: Any, row_id: UUID) -> bytes:
        place = (self.key, response_key(nodes[0]))
        plan: Plan = self.door.plans.row(self.operation, self.variables, self.door.actor.role, named(of), nodes, place)
        values = plan.binds.values({**self.variables, "\0id": row_id}, self.door.actor)
        found = await plan.find(connection, self.door.city, values)
        return plan.fill(found, self.door.actor, self.door.language, self.operation.normal.aliases)
