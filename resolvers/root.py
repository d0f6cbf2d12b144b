"""The schema: every root list and every verb, from what the floors below declare."""

from typing import Any, Final

import strawberry
from strawberry.schema.config import StrawberryConfig
from tortoise import Tortoise

from resolvers import mutation
from schema.noun import NOUNS, column, many
from schema.vocabulary import SCALARS, Connection, Node, show_words

CONFIG: Final = StrawberryConfig(disable_field_suggestions=True, relay_max_results=100, scalar_map=SCALARS)
