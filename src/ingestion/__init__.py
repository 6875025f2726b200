"""The API: what it signs, takes and answers. Bytes of files never pass through here."""
