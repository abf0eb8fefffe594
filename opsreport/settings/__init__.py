"""opsreport.toml and the environment → one frozen Settings; every mistake is reported at once, with its cure."""

from opsreport.settings.keys import SETTINGS, Kind, Setting
from opsreport.settings.load import FILE, load_settings
from opsreport.settings.sources import SOURCE_KEYS
from opsreport.settings.values import (
    MailSettings,
    Robot,
    RobotKind,
    RunSettings,
    Security,
    Settings,
    Targets,
    TooLarge,
)

__all__ = [
    "FILE",
    "SETTINGS",
    "SOURCE_KEYS",
    "Kind",
    "MailSettings",
    "Robot",
    "RobotKind",
    "RunSettings",
    "Security",
    "Setting",
    "Settings",
    "Targets",
    "TooLarge",
    "load_settings",
]
