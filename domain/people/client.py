"""Other agencies' machines: where they call from, what they are appointed to, how long a token holds (ours)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text
from domain.kernel.violations import Code, Violation
from domain.people.administrators import Proposer
from domain.rights.scope import Actor
from domain.terms.people import ClientNoun, ClientState
from domain.terms.registry import AccountState, OfficeState

ACTIVE, REVOKED = ClientState.ACTIVE, ClientState.REVOKED
MOST_SCOPES: Final = 150
"""Every noun in every region, and more than that."""
MOST_NETWORKS: Final = 50
MOST_OVERLAP: Final = 168
"""Hours: a week is long enough to change a token everywhere."""

LIFE: Final = Life(
    "Client",
    {
        (ACTIVE, Act.UPDATE_CLIENT): ACTIVE,
        (ACTIVE, Act.CONFIRM_CLIENT): ACTIVE,
        (ACTIVE, Act.ROTATE_CLIENT_TOKEN): ACTIVE,
        (ACTIVE, Act.REVOKE_CLIENT): REVOKED,
    },
)


@dataclass(frozen=True)
class ClientFacts:
    """A client, and whether it may call."""

    state: ClientState


@dataclass(frozen=True)
class Wanted:
    """What a machine is to be appointed to: a noun, of one region or of the whole city."""

    noun: ClientNoun
    region_id: UUID | None = None


@dataclass(frozen=True)
class ScopeFacts:
    """A scope of a client, and who proposed it."""

    noun: ClientNoun
    region_id: UUID | None
    state: OfficeState
    proposed_by_id: UUID | None

    @property
    def wanted(self) -> Wanted:
        """What it appoints to."""
        return Wanted(self.noun, self.region_id)


@dataclass(frozen=True)
class TokenFacts:
    """How long a token holds."""

    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class CallFacts(TokenFacts):
    """A call by a token: the client's and its account's state, and where the client may call from."""

    state: ClientState
    account_state: AccountState
    networks: Sequence[str]


def nothing_else(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """No condition beside rights and state."""
    return None


def terms(agency: str, networks: Sequence[str], *, signed: bool, token_days: int, most_days: int) -> dict[str, object]:
    """What is kept of a client: whose it is, where it calls from, whether it signs, how many days its tokens hold."""
    return {
        "agency": a_text(agency, "agency", "单位名称", 100),
        "networks": networks_of(networks),
        "signed": signed,
        "token_days": between(token_days, 1, most_days, "token_days", "令牌有效天数"),
    }


def between(number: int, least: int, most: int, field: str, label: str) -> int:
    """A number within its bounds."""
    if not least <= number <= most:
        facts: dict[str, object] = {
            "field": label,
            "why": f"应为{least}至{most}。",
            "why_en": f"{least} to {most}.",
        }
        raise Violation(Code.INVALID, path=(field,), facts=facts)
    return number


def networks_of(texts: Sequence[str]) -> list[str]:
    """The addresses and networks that a machine calls from, one at least, each once and in one way of writing."""
    if not texts:
        raise Violation(Code.REQUIRED, path=("networks",), facts={"field": "调用地址"})
    return list(dict.fromkeys(_network(text, n) for n, text in enumerate(texts)))


def _network(text: str, place: int) -> str:
    try:
        network = ip_network(text.strip())
    except ValueError:
        network = None
    first = network and network.network_address
    if network is None or (isinstance(first, IPv6Address) and first.ipv4_mapped is not None):
        why = {"field": "调用地址", "why": "应为一个IP地址或网段。", "why_en": "one IP address or network."}
        raise Violation(Code.INVALID, path=("networks", str(place)), facts=dict(why))
    return str(network)


def comes_from(networks: Sequence[str], address: str | None) -> bool:
    """Whether an address lies in one of the networks; an unknown one lies in none."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in ip_network(each) for each in networks)


def scopes(wanted: Iterable[Wanted], by: Proposer, client: object) -> list[New]:
    """Scopes that are proposed: nobody calls by them before an administrator of another kind confirms."""
    proposal = {"client": client, "state": OfficeState.PROPOSED, "proposed_by": by.account, "proposed_as": by.role}
    return [New("ClientScope", {**vars(each), **proposal}) for each in wanted]


def asked_for(wanted: Sequence[Wanted]) -> Sequence[Wanted]:
    """What is asked for, each once, and something at all."""
    if not wanted:
        raise Violation(Code.REQUIRED, path=("scopes",), facts={"field": "权限范围"})
    for place, each in enumerate(wanted):
        if each in wanted[:place]:
            raise Violation(Code.TWICE, path=("scopes", str(place)), facts={"what": each.noun.label})
    return wanted


def confirmed(scope: ScopeFacts, by: Proposer) -> Change:
    """A scope that another administrator proposed holds from now on."""
    if by.account == scope.proposed_by_id:
        raise Violation(Code.SECOND_PERSON)
    return Change({"state": OfficeState.CONFIRMED, "confirmed_by_id": by.account})


def token(client: object, handle: str, digest: str, days: int, *, at: datetime) -> New:
    """A token that holds for so many days and is never renewed; `digest` is all that is kept of it."""
    ends = at + timedelta(days=days)
    return New(
        "ClientToken", {"client": client, "handle": handle, "digest": digest, "issued_at": at, "expires_at": ends}
    )


def outlived(before: TokenFacts, hours: int, *, at: datetime) -> Change:
    """A token before the newest lives on for a while, and no longer than it would have."""
    return Change({"expires_at": min(before.expires_at, at + timedelta(hours=hours))})


def revoked(client: ClientFacts, reason: str | None, *, at: datetime) -> Change:
    """A client calls no more, for a reason."""
    state = LIFE.move(client.state, Act.REVOKE_CLIENT)
    return Change({"state": state, "revoked_at": at, "revoke_reason": a_reason(reason)})


def expect_admitted(call: CallFacts, address: str | None, *, at: datetime) -> None:
    """Refuse a call of a client that is revoked, by a token that is over, or from elsewhere."""
    if call.state is REVOKED or call.account_state is not AccountState.ACTIVE:
        raise Violation(Code.CLIENT_REVOKED)
    if call.revoked_at is not None or call.expires_at <= at:
        raise Violation(Code.TOKEN_OVER)
    if not comes_from(call.networks, address):
        raise Violation(Code.ADDRESS_REFUSED)


def reach_of(held: Iterable[tuple[str, UUID]]) -> dict[str, frozenset[UUID]]:
    """The regions that a client reaches by each noun; refuses one that reaches nothing yet."""
    regions = {noun.value.lower(): set[UUID]() for noun in ClientNoun}
    for noun, region in held:
        regions[noun.lower()].add(region)
    if not any(regions.values()):
        raise Violation(Code.SCOPE_PROPOSED)
    return {anchor: frozenset(each) for anchor, each in regions.items()}
