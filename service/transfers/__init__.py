"""Exchange between offices: what one log says goes to another office is taken there once, and acknowledged."""
