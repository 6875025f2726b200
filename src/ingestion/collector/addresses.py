"""Where events come from: the IP address as far as it is kept, and the program that sent it. Pure."""

import ipaddress

_KEPT_BITS = {4: 24, 6: 48}
_LONGEST_USER_AGENT = 512


def kept(address: str, how: str) -> str | None:
    """The address `whole`, `truncated` to its network (/24, /48), or not at all (`none`)."""
    if how == "none":
        return None
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if how == "whole":
        return str(found)
    return str(ipaddress.ip_network((found, _KEPT_BITS[found.version]), strict=False).network_address)


def user_agent(header: str) -> str | None:
    """The header `User-Agent` as it is kept: one line of bounded length."""
    printable = "".join(sign for sign in header[:_LONGEST_USER_AGENT] if sign.isprintable())
    return printable.strip() or None
