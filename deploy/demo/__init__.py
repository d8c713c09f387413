"""The platform's main job told step by step, as a new user would do it: through the gateway."""
