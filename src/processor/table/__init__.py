"""What reads tables: CSV and its relatives, of any size, in constant memory."""
