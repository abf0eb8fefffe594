"""Which ink a series, a number or a label takes: IBCS by role, status colours by tone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsreport.model.number import Number, Role, Series, Tone
from opsreport.render.deck.charts.spec import Ink
from opsreport.render.deck.theme import Theme, mixed, readable


def role_ink(role: Role, theme: Theme) -> Ink:
    """The fill of a bar: actual solid, target outlined, last period light, forecast hatched."""
    match role:
        case Role.target:
            return Ink(line=theme.AC, weight=1.25)
        case Role.forecast:
            return Ink(fill=theme.AC, line=theme.AC, hatched=True)
        case _:
            return Ink(fill=_role_fills(theme)[role])


def _role_fills(theme: Theme) -> Mapping[Role, str]:
    return {
        Role.actual: theme.AC,
        Role.previous: theme.PY,
        Role.second: theme.BLUE2,
        Role.third: theme.OCH,
        Role.neutral: mixed(theme.LINE, theme.WHITE, 0.25),
        Role.good: theme.GOOD,
        Role.bad: theme.BAD,
    }


def bar_inks(series: Sequence[Series], theme: Theme) -> tuple[Ink, ...]:
    """An ink a series: its role's; where a role comes twice, the next categorical colour not yet used."""
    found: list[Ink] = []
    for one in series:
        ink = role_ink(one.role, theme)
        spare = (other for other in _spare(theme) if other not in found)
        found.append(next(spare, ink) if ink in found else ink)
    return tuple(found)


def _spare(theme: Theme) -> tuple[Ink, ...]:
    light = mixed(theme.LINE, theme.WHITE, 0.25)
    return tuple(Ink(fill=c) for c in (theme.AC, theme.BLUE2, light, theme.OCH, theme.PY, theme.MUT))


def line_ink(role: Role, theme: Theme) -> Ink:
    """The stroke of a line: plans and forecasts are dashed, last year is quiet."""
    colours = {Role.actual: theme.AC, Role.second: theme.HI, Role.third: theme.OCH, Role.forecast: theme.AC}
    colours |= {Role.target: theme.MUT, Role.previous: mixed(theme.PY, theme.MUT, 0.4), Role.neutral: theme.MUT}
    colours |= {Role.good: theme.GOOD, Role.bad: theme.BAD}
    dash = {Role.target: "dash", Role.forecast: "sysDash"}.get(role, "")
    return Ink(line=colours[role], weight=2.25 if role is Role.actual else 1.75, dash=dash)


def line_inks(series: Sequence[Series], theme: Theme) -> tuple[Ink, ...]:
    """A stroke a series; repeated roles take the next colour not yet used."""
    found: list[Ink] = []
    spare = [Ink(line=c, weight=1.75) for c in (theme.HI, theme.OCH, theme.BLUE2, theme.MUT, theme.PY)]
    for one in series:
        ink = line_ink(one.role, theme)
        used = {i.line for i in found if i.dash == ink.dash}
        found.append(ink if ink.line not in used else next((s for s in spare if s.line not in used), ink))
    return tuple(found)


def tone_ink(tone: Tone, theme: Theme, neutral: str) -> Ink:
    """The solid fill of a judged mark."""
    return Ink(fill=neutral if tone is Tone.neutral else theme.tone_fill(tone))


def point_inks(numbers: Sequence[Number], theme: Theme) -> Mapping[int, Ink]:
    """The inks of single points: by tone; the highlighted one in HI."""
    found = {i: Ink(fill=theme.HI) for i, n in enumerate(numbers) if n.strong}
    return found | {i: Ink(fill=theme.tone_fill(n.tone)) for i, n in enumerate(numbers) if n.tone is not Tone.neutral}


def text_on(ink: Ink, theme: Theme) -> str:
    """A colour for text inside a mark of that ink."""
    if not ink.fill or ink.hatched:
        return theme.INK
    return readable((theme.WHITE, theme.INK), ink.fill)


def text_beside(ink: Ink, theme: Theme) -> str:
    """A colour for text that names a mark of that ink on white."""
    colour = ink.fill or ink.line
    darker = (mixed(colour, theme.INK, share) for share in (0.0, 0.25, 0.4, 0.55, 0.7))
    return readable((*darker, theme.INK), theme.WHITE)
