"""What screens of several features are made of."""
