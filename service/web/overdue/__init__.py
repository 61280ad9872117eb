"""What is overdue or due soon, for those who look after it; and pressing those who owe it."""
