"""Announcing, signing, joining and giving up uploads."""
