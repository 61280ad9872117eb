"""JSON over HTTP under /api/v1: parses what is asked, hands it to the desk or the read models, answers."""
