"""The questions that read models answer: the register, what is overdue or owed, the figures of a month."""
