"""Restriction and erasure of personal data: decided by the domain, carried out here, finished after a crash, proved."""
