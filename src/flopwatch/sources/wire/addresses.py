"""Addresses that may be connected to: only public ones, as an outside address could lead into our own network."""

from __future__ import annotations

import ipaddress

# IANA's special-purpose registries (iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry), and
# what Python's `is_global` lets through: the 6to4 relay, the translated forms of IPv4, site-local addresses, a cloud's
# metadata service on a public address.
_DENIED = tuple(
    ipaddress.ip_network(one)
    for one in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
_LOOPBACK = tuple(ipaddress.ip_network(one) for one in ("127.0.0.0/8", "::1/128"))


def why_denied(address: str, *, allow_loopback: bool = False) -> str:
    """Return why an IP address may not be connected to, or "" where it may.

    Args:
        address: As the resolver gives it; with a zone it is denied, since only local addresses have one.
        allow_loopback: Whether this machine itself may be connected to.

    Example:
        >>> why_denied("192.88.99.1"), why_denied("93.184.215.14"), why_denied("127.0.0.1", allow_loopback=True)
        ('192.88.99.1 lies in 192.88.99.0/24, which is not public', '', '')
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return f"{address[:60]!r} is not an address of one host"
    if getattr(parsed, "scope_id", None):
        return f"{address[:60]} is local to one link"
    if allow_loopback and any(parsed in one for one in _LOOPBACK if one.version == parsed.version):
        return ""
    for one in _DENIED:
        if one.version == parsed.version and parsed in one:
            return f"{address} lies in {one}, which is not public"
    return "" if parsed.is_global else f"{address} is not public"
