"""The verifier of bundles: plain Python 3.8, joined into the one file verify.py (service/bundles/single.py)."""
