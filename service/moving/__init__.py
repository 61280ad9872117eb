"""An office moves to another installation: its whole history as one package, taken there whole or not at all."""
