"""Files to checked objects: the only package that opens files."""
