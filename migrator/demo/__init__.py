"""The demonstration: the commands that a person would type, one after another, on a sandbox of its own."""
