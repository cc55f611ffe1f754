"""What of the world goes into a backup, in a form that can be given back to it."""
