"""The part of the nearai package that this hub supports, written with the standard library only."""
