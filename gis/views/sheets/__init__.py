"""What sheets to be signed share: one sheet in words, drawn as screen (HTML), PDF, Word and Excel, with a map."""
