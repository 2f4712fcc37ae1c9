"""The version of the Python SDK."""

__version__ = "0.1.0"
