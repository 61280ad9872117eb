"""One test or more for each clause of the six rule sets and for the national articles they stand on."""
