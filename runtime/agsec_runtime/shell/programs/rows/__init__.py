"""The rows of `table`, by the letters that their names begin with."""
