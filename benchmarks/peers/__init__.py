"""Other engines beside ours: each in a process of its own, over the same work, timed by itself."""
