"""SQL over a tenant's archive: what may be asked, how it is put to Athena, and how its answers come back."""
