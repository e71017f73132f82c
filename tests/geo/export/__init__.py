"""What is exported, read back by other programs."""
