"""Whom the portal asks: the platform, through its gateway."""
