"""Conversation cases, and what plays and scores them."""
