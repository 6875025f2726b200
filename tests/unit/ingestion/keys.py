"""Keys that are not read from anywhere."""

from datetime import datetime

from common.keys.kept import KeptRing
from common.keys.ring import Ring


class Keys(KeptRing):
    """The keys of a ring, and which of them were looked for."""

    def __init__(self, held: Ring) -> None:
        super().__init__("none")
        self.held = held
        self.sought: list[str] = []

    def _kept(self, at: datetime) -> Ring:
        return self.held

    def _read(self, at: datetime) -> Ring:
        return self.held

    def find(self, key_id: str, at: datetime) -> bytes | None:
        self.sought.append(key_id)
        return self.held.keys.get(key_id)
