"""A witness of logs (C2SP tlog-witness): run by another body on another computer, it cosigns what only ever grows."""
