"""Decide which network addresses a project may fetch from."""

import ipaddress
import socket

import httpx

from penstock.errors import SourceError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_METADATA = (ipaddress.ip_address("168.63.129.16"), ipaddress.ip_address("100.100.100.200"))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(url: httpx.URL, where: str, *, allow_private: bool) -> str:
    """Return the one address to connect to for `url`.

    Raises `SourceError` when the scheme is not http(s), or when any address of the host is not public; connecting to
    the address checked here, not to the name again, leaves no second answer to swap in.
    """
    if url.scheme not in ("http", "https") or not url.host:
        raise SourceError("the address is not http or https", where=where, fix="write http://... or https://...")
    try:
        answers = socket.getaddrinfo(url.host, url.port or 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise httpx.ConnectError("name not found") from None
    found = [str(answer[4][0]) for answer in answers]
    if not allow_private and not all(is_public(address) for address in found):
        raise SourceError(
            f"{url.host!r} is a private address",
            where=where,
            fix="set `allow_private = true` if you trust it, or use a public one",
        )
    return found[0]


def is_public(text: str) -> bool:
    """Say whether an address is global: not private, loopback, link-local, multicast, reserved or cloud metadata."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in _METADATA
