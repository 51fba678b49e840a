"""Put hooks into force and take them out again: compile, deploy, prove, edit the settings."""
