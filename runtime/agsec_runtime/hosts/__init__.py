"""One module per agent host: what it sends, turned into requests; a decision, turned into what it honours."""
