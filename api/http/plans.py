"""The plans of a process, within the bounds of what it is asked and of what it remembers."""

from api.http.cost import Cost, affordable
from api.http.guard import guard
from api.settings import Settings
from resolvers.plan.cache import Guard, Plans
from resolvers.root import CONFIG, schema


def plans_of(settings: Settings) -> Plans:
    """The plans of the schema."""
    return Plans(schema._schema, CONFIG, Guard(guard, Cost, affordable), settings.plan_bytes)
