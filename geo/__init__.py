"""Giáp Ranh: what two bordering provinces agreed to join, cut at their common border."""
