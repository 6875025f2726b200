"""Who is asking, and for whom: tenants with their members, projects and quotas."""
