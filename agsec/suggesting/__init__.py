"""Propose allow statements for what an agent was seen to do: no wider than the evidence, and for a person to review."""
