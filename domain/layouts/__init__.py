"""Layouts 统计表式: which figures stand where in the tables that offices know (domain.md 7.4). Data, no arithmetic."""
