"""Files to reports: the text, kept as it is, with what is known of it."""
