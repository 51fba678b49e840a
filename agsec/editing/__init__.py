"""Change policy files by statement: what is not touched stays as it is, byte for byte."""
