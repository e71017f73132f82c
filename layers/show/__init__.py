"""To show and to take along: slides, one-file page, PDF, pictures."""
