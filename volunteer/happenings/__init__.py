"""One frozen dataclass per thing that can happen; ids and the standard library only."""
