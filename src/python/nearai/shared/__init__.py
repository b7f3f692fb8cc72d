"""What agents import of the types that NEAR AI's hub and its agents share."""
