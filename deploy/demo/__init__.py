"""The platform's main job told in eight steps, as a new user would do it: through the gateway."""
