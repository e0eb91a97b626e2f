"""The smallest programs that do a part of the work, to be measured in the same run."""
