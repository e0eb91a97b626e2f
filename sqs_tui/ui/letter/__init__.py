"""The letter, from its paragraphs to the finished document."""
