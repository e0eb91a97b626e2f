"""What is asked, what was answered and what it comes to: pure values and functions."""
