"""The key store: interface, both homes, rotation, moving, and the search for planted markers."""
