"""The fault lab: every boundary, random faults, planted bugs; judged from outside."""
