"""What lists of files read, and how long they and changes of files take, with many files there."""
