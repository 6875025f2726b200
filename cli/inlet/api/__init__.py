"""The API as the client sees it: calls, their answers and errors."""
