"""opsreport: the monthly operations review, from spreadsheets to an editable deck."""

from importlib import import_module

from opsreport._version import __version__

__all__ = ["Period", "Report", "__version__", "build", "check"]

_HOMES = {"build": "pipeline", "check": "pipeline", "Period": "model.period", "Report": "model.report"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"opsreport has no {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"opsreport.{_HOMES[name]}"), name)
