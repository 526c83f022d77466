"""One refill record on a time line: dispensings, supply in hand, gaps, the stop."""

from helpers.adherence.lab import MONTH_DAYS, WATCHED_DAYS, Kept
from helpers.pictures.scene import (
    Bar,
    Group,
    Guide,
    Handle,
    Key,
    Mark,
    Places,
    Point,
    Row,
    Rows,
    Scale,
    Span,
    Swatch,
    Track,
)
from helpers.words import adherence as words
from helpers.words.numbers import count

DAYS = Scale(
    low=0.0,
    high=float(WATCHED_DAYS),
    ticks=tuple((month * MONTH_DAYS, f"month {month}" if not month else f"{month}") for month in range(0, 25, 3)),
)
KEY = Key(
    entries=(
        (Swatch(shape="down"), "a dispensing; the large one can be moved"),
        (Swatch(shape="bar"), "supply in hand"),
        (Swatch(shape="stripes"), "gap within the grace period"),
        (Swatch(shape="box"), "longer gap"),
        (Swatch(shape="tick"), "the stop"),
    )
)
LOOKS = ("stripes", "box")  # of a gap within the grace period, and of a longer one


def line(data: Kept, shifts: Places, stops: Places) -> Rows:
    """Return the time line; the second dispensing and the end of dispensing can be grabbed."""
    return Rows(columns=(Track(scale=DAYS),), groups=(Group(rows=_record(data, shifts, stops)),))


def _record(data: Kept, shifts: Places, stops: Places) -> tuple[Row, ...]:
    days = round(data.found.mpr.of)
    window = f"window {words.WINDOWS[data.window]}"
    counted = (Span(low=0.0, high=float(days), key="window", says=f"{window}: {days} days"),)
    supply = [Bar(low=a, high=b, key=f"supply {i}", says=_from_to("Supply in hand", a, b))
              for i, (a, b) in enumerate(data.spans)]  # fmt: skip
    gaps = [Bar(low=a, high=b, look=LOOKS[long], ink="text", key=f"gap {i}", says=_from_to("A gap", a, b))
            for i, (a, b, long) in enumerate(data.gaps)]  # fmt: skip
    stop = data.found.course.days
    end = Guide(
        x=stop, key="stop", says=f"Persistence ends on day {stop:g}: the first gap longer than the grace period"
    )
    return (
        Row(name=window, detail=count(days, "day"), cells=(counted,)),
        Row(name="dispensings", detail=f"{data.supply_days} days of supply each",
            cells=((*_dispensings(data, shifts), _last(data, stops)),)),
        Row(name="supply", cells=((*supply, *gaps, end),)),
    )  # fmt: skip


def _from_to(what: str, a: float, b: float) -> str:
    return f"{what} from day {a:g} to {b:g}: {count(round(b - a), 'day')}"


def _dispensings(data: Kept, shifts: Places) -> tuple[Mark, ...]:
    return tuple(
        Point(
            x=float(day),
            shape="down",
            size=1.4 if i == 1 else 1.0,
            key=f"dispensing {i}",
            says=f"Dispensing {i + 1}, day {day}",
            handle=Handle(control="shift", places=shifts) if i == 1 else None,
        )
        for i, day in enumerate(data.days)
    )


def _last(data: Kept, stops: Places) -> Mark:
    at = float(min(data.stop_day, WATCHED_DAYS))
    said = f"From day {data.stop_day} on nothing is handed out"
    return Guide(x=at, words="no more", ink="quiet", dashed=True, key="no more", says=said,
                 handle=Handle(control="stop", places=stops))  # fmt: skip
