"""What `zhuoluo demo` shows: a real foreign register and a small invented office under a Chinese rulebook."""
