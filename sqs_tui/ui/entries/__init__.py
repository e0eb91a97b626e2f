"""Notes, evidence, actions and alerts."""
