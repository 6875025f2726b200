"""What all commands share: the terminal, the shell that runs them, and the API that they are for."""
