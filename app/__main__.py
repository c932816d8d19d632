"""`python -m app` is the same as `antifraud`."""

from app.cli import app

app()
