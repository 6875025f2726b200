"""Write keys: what programs send events with."""

from inlet.api import views
from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.values import WriteKey


class WriteKeys:
    """The calls about write keys, for owners of the tenant. All raise ApiError when the API says no."""

    _api: Api

    def write_keys(self) -> list[WriteKey]:
        """The tenant's write keys, without what makes them keys."""
        return [views.write_key(one) for one in self._api("GET", "/write-keys").body["items"]]

    def create_write_key(self, name: str) -> WriteKey:
        """A new write key; its `key` is told this once. Not repeated when its answer is lost: revoke what is listed."""
        return views.write_key(self._api("POST", "/write-keys", {"name": name}, repeatable=False).body)

    def revoke_write_key(self, key_id: str) -> None:
        """Revokes a write key: it is refused within a minute. Raises ApiError (404) when there is none by that id."""
        self._api("DELETE", path("write-keys", key_id))
