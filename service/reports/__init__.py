"""Frozen reports 统计报表: drafted from the read models, proved by the ledger, verified, received from others."""
