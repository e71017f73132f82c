"""Duty: who answers for what, how far each side is, and where two sides are out of step."""
