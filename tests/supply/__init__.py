"""What zhuoluo is made of, under which licences, and whether its wheel can be made again, byte for byte."""
