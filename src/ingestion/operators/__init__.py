"""What concerns all tenants at once: for operators of the platform, whom a claim of their token tells."""
