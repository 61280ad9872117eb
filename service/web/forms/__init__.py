"""Forms made from the commands themselves, and what was typed into them read back as bodies of the API."""
