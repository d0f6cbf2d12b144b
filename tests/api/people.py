"""Everybody who could try an act at the API, and what becomes of it when the wrong ones do."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tests.api.client import Client

REFUSED: Final = frozenset({"FORBIDDEN", "NOT_FOUND"})
"""All that somebody without the right may learn."""
OTHER_DESK: Final = REFUSED | {"NOT_YOUR_DESK"}
"""What the other desk of the same district may learn of a record that it reads."""
PUBLIC: Final = "public"
EVERYBODY: Final = (
    "system",
    "security",
    "audit",
    "bureau",
    "finance",
    "center",
    "oversight",
    *(f"expert-{number}" for number in range(1, 5)),
    *(f"{region}-{desk}" for region in ("530102", "530103") for desk in ("department", "center", "operator")),
    "530128-department",
    PUBLIC,
)


class People:
    """Everybody signed in at once."""

    def __init__(self, clients: Mapping[str, Client]) -> None:
        self.clients = clients

    @classmethod
    async def of(cls, anyone: Client, names: Iterable[str] = EVERYBODY) -> "People":
        """Sign them in."""
        named = [name for name in names if name != PUBLIC]
        signed_in = await asyncio.gather(*(anyone.signed_in(name) for name in named))
        return cls({**dict(zip(named, signed_in, strict=True)), PUBLIC: anyone})

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]

    async def step(self, who: str, act: str, show: str, **input: Any) -> Any:
        """Everybody else is refused at it, then `who` does it. Answers with what `show` selects."""
        noun = show.partition(" ")[0]
        target = input.get("id")
        readers = await self._shown_as_allowed(who, act, target) if target is not None else set[str]()
        for name, person in self.clients.items():
            if name != who:
                refused = await person.try_(act, show, **input)
                codes = {problem["code"] for problem in refused["problems"]}
                assert codes, f"{name} may {act}"
                assert codes <= (OTHER_DESK if name in readers and beside(name, who) else REFUSED), (
                    f"{name} learns {codes} from {act}"
                )
                assert refused[noun] is None, f"{name} reads {refused} from {act}"
        return (await self[who].do(act, show, **input))[noun]

    async def _shown_as_allowed(self, who: str, act: str, target: str) -> set[str]:
        """What `allowedActions` tells everybody who reads the record agrees with what will happen. Answers with the readers."""
        readers = set[str]()
        for name, person in self.clients.items():
            allowed = await allowed_actions(person, target)
            if allowed is not None:
                readers.add(name)
            if name == who:
                assert allowed is not None, f"{who} cannot read what {act} acts on"
                assert allowed[act], f"{act} is not shown as allowed to {who}"
            elif allowed is not None:
                assert not allowed.get(act), f"{act} is shown as allowed to {name}"
        return readers


async def allowed_actions(person: Client, node: str) -> dict[str, bool] | None:
    """What a record says one may do, by mutation; None where one cannot read it."""
    nouns = ("Report", "Consolidation", "Round", "Evaluation", "PanelMember", "Subsidy")
    parts = " ".join(f"... on {noun} {{ allowedActions {{ action allowed }} }}" for noun in nouns)
    found = (await person.query(f"query($id: ID!) {{ node(id: $id) {{ {parts} }} }}", id=node))["node"]
    return None if found is None else {mutation_of(each["action"]): each["allowed"] for each in found["allowedActions"]}


def mutation_of(act: str) -> str:
    """The mutation of an act."""
    head, *rest = act.lower().split("_")
    return head + "".join(word.capitalize() for word in rest)


def beside(name: str, who: str) -> bool:
    """Whether two are desks of one district."""
    desks = ("department", "center")
    return (
        name != who
        and all(each.endswith(desks) for each in (name, who))
        and name.partition("-")[0] == who.partition("-")[0]
    )
