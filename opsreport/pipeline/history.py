"""What was built, approved, sent and what failed, as the ledger remembers it."""

from __future__ import annotations

import json

from opsreport.deliver.ledger import Event, Ledger
from opsreport.settings import Settings
from opsreport.wording.voice import Wording, wording

_SHORT, _LONG = 12, 120


def history_text(settings: Settings, period: str = "") -> str:
    """A line an event, oldest first: when (UTC), month, what, whom or which file, the answer, the hash.

    That a mail was under way is told only where nothing came after it.
    """
    voice, events = wording(settings.lang), history(settings, period)
    last = {(event.subject, event.content): event for event in events}
    told = [event for event in events if event.what != "unknown" or last[event.subject, event.content] is event]
    return "\n".join(_line(event, voice) for event in told) or voice.term("history.empty")


def history_json(settings: Settings, period: str = "") -> str:
    """The events as JSON: [{at, period, what, subject, detail, content}], oldest first."""
    values = [
        {
            "at": event.at.isoformat(timespec="seconds"),
            "period": event.period,
            "what": event.what,
            "subject": event.subject,
            "detail": event.detail,
            "content": event.content,
        }
        for event in history(settings, period)
    ]
    return json.dumps(values, ensure_ascii=False, indent=2)


def history(settings: Settings, period: str = "") -> tuple[Event, ...]:
    """The events of a month, or of all; none where nothing was ever built."""
    with Ledger.read(settings.out) as ledger:
        return ledger.history(period)


def _line(event: Event, voice: Wording) -> str:
    what = voice.term(f"history.{event.what}")
    detail = event.detail.partition("\n")[0][:_LONG]
    parts = (f"{event.at:%Y-%m-%d %H:%M}", event.period, what, event.subject, detail, event.content[:_SHORT])
    return "  ".join(" ".join(part.split()) for part in parts if part)
