"""Signing in: where it is done, the code flow with PKCE, tokens, and where they are kept."""
