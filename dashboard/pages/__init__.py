"""The pages: one package a page, its words beside it."""
