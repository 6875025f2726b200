"""What the environment of the function `operators` says."""

from dataclasses import dataclass
from datetime import timedelta

from common import settings
from common.janitor import findings


@dataclass(frozen=True)
class Settings:
    """The catalogue; the ARN of the janitor; after how long it mends what it finds, and what storage costs; which
    claim of a token makes an operator by which value, both empty where nobody is one.
    """

    catalog_table: str
    janitor_function: str
    janitor_grace_seconds: int
    operators_claim: str
    operators_value: str
    janitor_prices: findings.Prices = settings.parsed(findings.prices)

    @property
    def grace(self) -> timedelta:
        """How old something must be for the janitor to mend it."""
        return timedelta(seconds=self.janitor_grace_seconds)
