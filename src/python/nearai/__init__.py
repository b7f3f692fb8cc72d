"""What an agent.py imports: the part of the nearai package that this hub serves, on the standard library alone."""
