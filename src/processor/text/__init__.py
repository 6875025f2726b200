"""What counts lines and words of plain texts: also the example of how a type is added (docs/add-a-type.md)."""
