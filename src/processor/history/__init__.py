"""The catalogue's stream as a change log: who changed which file when, and what was before."""
