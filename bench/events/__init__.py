"""`make bench-events`: Inlet's intake of events beside the obvious design, by throughput and by AWS's bill."""
