"""Talk in, edits out."""
