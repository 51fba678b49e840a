"""The runtime of agsec: bundle bytes and a request in, a decision out. Standard library only."""
