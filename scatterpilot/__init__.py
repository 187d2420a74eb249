"""ScatterPilot: say what you did, get a proper invoice."""

__version__ = "0.1.0"
