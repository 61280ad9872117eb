"""The manual: for each kind of work a chapter in Chinese, with pictures that the tests take."""
