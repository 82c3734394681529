"""tailbound: machine-checked error bounds for sparse attention."""

__version__ = "0.1.0"
