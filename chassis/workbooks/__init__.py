"""Workbooks that people fill in: the template, the safe reading, the return with remarks."""
