"""What programs do with their words: a table for most, a module for each family that has a language of its own."""
