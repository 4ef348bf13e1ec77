"""Pioneer posts and responsibility areas: what a unit or a member is named for."""
