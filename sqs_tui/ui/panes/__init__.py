"""One open thing each: they hold the session and carry questions to it."""
