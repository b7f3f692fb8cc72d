"""Types that NEAR AI's hub and its agents share."""
