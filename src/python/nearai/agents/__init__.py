"""Agents and their environment."""
