"""Statistics 统计: figures as counts of facts at a position, what is behind them, days taken, comparisons, rates."""
