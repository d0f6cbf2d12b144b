"""Where a request comes from, as limits count it."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network
from typing import Final

from starlette.types import Scope

HOUSEHOLD: Final = 64
"""Bits of an IPv6 address that one household or office has; the rest it chooses itself."""
UNKNOWN: Final = ""
"""Of a request whose proxy tells no address: all of them are counted together."""


def network_of(scope: Scope) -> str:
    """The network a request comes from, behind the proxies that are trusted: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        address = ip_address((scope.get("client") or (UNKNOWN,))[0])
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), HOUSEHOLD), strict=False))


def trusting(proxies: str) -> Callable[[str], bool]:
    """Whether an address is a trusted proxy's, of the addresses and networks of the setting, or `*` for all."""
    listed = [each.strip() for each in proxies.split(",")]
    networks = [ip_network(each, strict=False) for each in listed if is_network(each)]
    return lambda address: (
        "*" in listed or (is_network(address) and any(ip_address(address) in network for network in networks))
    )


def is_network(text: str) -> bool:
    """Whether a text is an address or a network."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
