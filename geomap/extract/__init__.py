"""Reports to incidents: spans first, values second, joined to events last."""
