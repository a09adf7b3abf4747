"""The review of a project as a sheet (用地合规性审查表): screen (HTML), PDF, Word and Excel from one sheet of words.

`writer` is the door: `write_review(review, path)` chooses by the suffix, `screen_html` is the page alone.
"""
