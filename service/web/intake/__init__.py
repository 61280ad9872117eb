"""Intake: what comes in is entered on one page, kept as a draft meanwhile, recorded at once, and confirmed on paper."""
