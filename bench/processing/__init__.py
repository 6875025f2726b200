"""How fast what is found out about files is found, and in how much memory, beside the usual ways."""
