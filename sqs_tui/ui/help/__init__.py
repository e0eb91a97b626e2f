"""Help, the palette and preferences."""
