"""The register: found, filtered, paged; and the way to a petition by its number."""
