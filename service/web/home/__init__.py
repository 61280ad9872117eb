"""My day: what whoever signs in has to do."""
