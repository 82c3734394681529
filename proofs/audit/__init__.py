"""The mutation audit: statements and certificates changed in one place, and what becomes of them."""
