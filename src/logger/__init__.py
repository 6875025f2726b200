"""The audit side: S3's events into the audit log, the verdict on what arrived, alerts and the hourly digest."""
