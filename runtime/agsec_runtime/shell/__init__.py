"""What a shell command does, found by reading it: it is never run, and nothing of it is expanded by the real system."""
