"""Compare two policy sets: by what their statements say, and by what they decide on recorded requests."""
