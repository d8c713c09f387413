"""SMS operator: takes messages, shows them as phones would, and reports their delivery."""
