"""How a tenant's quota is spread over its shards as credit, and what it leaves room for. Pure."""

from dataclasses import astuple, dataclass

from common.errors import Fault, QuotaExceeded
from common.files.usage import KINDS, NOTHING, SHARDS, Amount


@dataclass(frozen=True)
class Shard:
    """One row of usage: what is used of its credit, what is free, and the quota of which the credit is a part.

    All shards of a tenant are credit of the same quota, and all that is used and free makes up this quota. `quota` is
    None before there is a row.
    """

    used: Amount = NOTHING
    free: Amount = NOTHING
    quota: Amount | None = None


def used(shards: list[Shard]) -> Amount:
    """What the tenant uses."""
    return sum((shard.used for shard in shards), NOTHING)


def require_room(shards: list[Shard], asked: Amount, quota: Amount) -> None:
    """Raises QuotaExceeded, which names each kind that `asked` is too much of."""
    taken = used(shards)
    kinds = zip(KINDS, astuple(taken), astuple(asked), astuple(quota), strict=True)
    exceeded = [one for one in kinds if one[1] + one[2] > one[3]]
    if exceeded:
        told = (f"{kind}: {taken} used, {asked} asked for, {limit} allowed" for kind, taken, asked, limit in exceeded)
        raise QuotaExceeded("; ".join(told) + ".", tuple(Fault("", kind) for kind, *_ in exceeded))


def shifts(shards: list[Shard], to: int, asked: Amount, quota: Amount) -> list[Amount]:
    """How the free credit of each shard has to change for shard `to` to have what is `asked`, for which there is room.

    Credit of the same quota moves from those that have most to the one that lacks some, with a fair share on top.
    Another quota than before is spread evenly.
    """
    room = astuple(quota - used(shards))
    same = all(shard.quota == quota for shard in shards)
    free = zip(*(astuple(shard.free) for shard in shards), strict=True)
    kinds = zip(free, astuple(asked), room, strict=True)
    shift = _lent if same else _spread
    return [Amount(*changes) for changes in zip(*(shift(list(each), to, *more) for each, *more in kinds), strict=True)]


def _lent(free: list[int], to: int, asked: int, room: int) -> list[int]:
    share = (room - asked) // SHARDS
    lacking = asked + share - free[to] if free[to] < asked else 0
    changes = [0] * SHARDS
    # Whoever has more than the share gives down to it: together that is always enough.
    for giver in sorted(range(SHARDS), key=lambda shard: -free[shard]):
        if giver != to:
            gives = max(0, min(free[giver] - share, lacking))
            changes[giver] -= gives
            changes[to] += gives
            lacking -= gives
    return changes


def _spread(free: list[int], to: int, asked: int, room: int) -> list[int]:
    share = (room - asked) // SHARDS
    target = [share] * SHARDS
    target[to] = room - share * (SHARDS - 1)
    return [wanted - present for wanted, present in zip(target, free, strict=True)]
