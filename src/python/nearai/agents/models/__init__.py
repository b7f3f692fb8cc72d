"""Types that describe tools."""
