"""The register: searched, filtered, kept as views, taken away as a file, and acted upon for several at once."""
