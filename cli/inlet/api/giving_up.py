"""Telling the API that, and why, an upload will not come."""

from inlet.api.calls import Api
from inlet.errors import ApiError, InletError

_LONGEST_REASON = 500


def give_up(api: Api, file_id: str, why: BaseException | str) -> bool:
    """Aborts the upload if it is still pending; whether the API knows by now that nothing will come.

    Best effort: what made the client give up is worth more than an error of this.
    """
    if isinstance(why, InletError):
        why.file_id = file_id
    reason = str(why) or type(why).__name__
    line = "".join(character if character.isprintable() else " " for character in reason)[:_LONGEST_REASON].strip()
    try:
        api("DELETE", f"/uploads/{file_id}", {"reason": line})
    except ApiError as said:
        return said.status in (404, 409)
    except InletError:
        return False
    return True
