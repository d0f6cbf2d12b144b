"""The schema: every root list, every verb, from what the floors below declare."""

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from typing import Any, Final

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import FieldExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from tortoise import Tortoise

import resolvers
import schema as nouns
from resolvers.mutation import mutation_type
from schema.city import Clock, RulePack, Viewer
from schema.noun import NOUNS, Page
from schema.vocabulary import SCALARS, Connection, Node, show_words

CONFIG: Final = StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS)

LISTS: Final = {
    "regions": "Region",
    "entities": "Entity",
    "platforms": "Platform",
    "enterprises": "Enterprise",
    "activities": "Activity",
    "reports": "Report",
    "consolidations": "Consolidation",
    "reviews": "Review",
    "obligations": "Obligation",
    "rounds": "Round",
    "evaluations": "Evaluation",
    "notices": "Notice",
    "objections": "Objection",
    "subsidies": "Subsidy",
    "rectifications": "Rectification",
    "schemes": "Scheme",
    "experts": "Expert",
    "offices": "Office",
    "audits": "Audit",
    "norms": "ReportingNorm",
}
"""The root lists, and of what."""


SINGLES: Final = {
    "viewer": (Viewer | None, "You, in the office this session acts in; null without a sign-in."),
    "clock": (Clock, "What time it is in the city."),
    "rule_pack": (RulePack, "The regulation that is loaded, figure by figure."),
}
"""The roots that are no list."""


def modules(package: Any) -> Iterable[str]:
    """The modules of a floor."""
    return [f"{package.__name__}.{module.name}" for module in pkgutil.iter_modules(package.__path__)]


class _TakesId(FieldExtension):
    def apply(self, field: StrawberryField) -> None:
        field.arguments.append(StrawberryArgument("id", None, StrawberryAnnotation(strawberry.ID), description="A global id."))


def query_type() -> type[Any]:
    """The Query type: the lists, `node`, and the roots without a table."""
    body: dict[str, Any] = {"__annotations__": {}}
    for name, noun in LISTS.items():
        summary = (NOUNS[noun].__doc__ or "").strip().split("\n")[0]
        body["__annotations__"][name] = Connection[NOUNS[noun]]
        body[name] = strawberry.field(description=f"Every {noun} you may see. {summary}", extensions=[Page()])
    body["__annotations__"]["node"] = Node | None
    body["node"] = strawberry.field(description="Any record by its global id; null where there is none or you may not see it.", extensions=[_TakesId()])
    for name, (of, says) in SINGLES.items():
        body["__annotations__"][name] = of
        body[name] = strawberry.field(description=says)
    return strawberry.type(type("Query", (), body), description="Everything that can be read, within what you may see.")


def build() -> strawberry.Schema:
    """Import every noun and verb, bind them to the database's tables, and make the schema."""
    found = [import_module(name) for name in modules(nouns)]
    for name in modules(resolvers):
        if name != __name__:
            import_module(name)
    show_words()
    Tortoise.init_models(found, "dianchi")
    return strawberry.Schema(query_type(), mutation_type(NOUNS), types=list(NOUNS.values()), config=CONFIG)


schema = build()
