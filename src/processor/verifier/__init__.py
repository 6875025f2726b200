"""What reads whole files, to hold their bytes against what was promised."""
