"""What more than one zip needs: the catalogue, admission, the audit log, and the plumbing of every handler."""
