"""What many clients at once were told while things broke, judged against what stands in the ledger afterwards."""
