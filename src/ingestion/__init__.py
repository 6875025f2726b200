"""The API: signs uploads and answers about them. Bytes never pass through here."""
