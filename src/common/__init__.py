"""What more than one zip needs: the plumbing of every handler, and what files and events are."""
