"""Other programs read what leaves for them: asked by `make interop`, each in an environment of its own."""
