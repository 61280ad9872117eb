"""The SQL files, as a package so that a wheel can carry them (under the name zhuoluo_migrations)."""
