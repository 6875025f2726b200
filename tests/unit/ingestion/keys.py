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

    def current(self, at: datetime) -> tuple[str, bytes]:
        return self.held.current, self.held.keys[self.held.current]

    def find(self, key_id: str, at: datetime) -> bytes | None:
        self.sought.append(key_id)
        return self.held.keys.get(key_id)
