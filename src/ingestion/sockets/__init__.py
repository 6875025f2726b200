"""The WebSocket on which status pushes come: tickets for it, and its connections."""
