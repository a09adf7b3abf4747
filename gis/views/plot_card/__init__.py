"""The card of a plot as screen (HTML), PDF, Word and Excel: one sheet in words, drawn four ways.

`writer` is the door: `write_card(card, path)` chooses by the suffix, `write_cards(cards, folder)` takes a batch.
"""
