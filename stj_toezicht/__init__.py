"""The application of Samenwerkend Toezicht Jeugd: settings, addresses, accounts and who may see what."""

__version__ = "0.1.0"
