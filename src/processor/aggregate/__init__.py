"""What sums events up: totals by hour and day, and the reports that are made of them."""
