"""What monitoring reads of a running server: numbers, never anything of a person or a petition."""
