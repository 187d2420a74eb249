"""Who may come in: sign-up and sign-in by e-mail, API keys, and the caller that both turn into."""
