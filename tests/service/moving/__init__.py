"""An office moves to another installation."""
