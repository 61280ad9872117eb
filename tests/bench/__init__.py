"""What zhuoluo is measured against, side by side in one run: `make bench` (docs/bench-peers.md)."""
