"""Content: platforms, slots, hits, lift, feedback words."""

from __future__ import annotations

from datetime import datetime

import pytest

from opsreport.analysis.content import feedback, hits, lifts, pieces, platforms, slot_map
from opsreport.model.number import Cells, Method
from opsreport.model.table import Dataset

from .company import dataset


def piece(number: int, platform: str, reads: float | None, **more: object) -> dict[str, object]:
    moment = more.pop("publish_at", datetime(2025, 6, 5, 19, 30))
    month = more.pop("month", "2025-06")
    names = {"content_id": f"{platform}{number}", "title": f"{platform}第{number}篇", "platform": platform}
    return {"month": month, **names, "publish_at": moment, "reads": reads, **more}


@pytest.fixture(scope="module")
def company() -> Dataset:
    reads = [1_000, 1_100, 1_200, 900, 1_000, 1_050, 950, 1_000, 1_100, 9_000, 12_000, 1_900]
    rows = [
        piece(
            n, "短视频", r, likes=50, comments=10, shares=40, tags="热点、干货" if r > 5_000 else "干货", format="视频"
        )
        for n, r in enumerate(reads)
    ]
    rows += [piece(n, "社群", r, format="图文") for n, r in enumerate([100, 400, 300, 200])]
    rows += [piece(0, "短视频", 20_000, month="2025-05")]
    return dataset({"contents": rows})


def test_platforms_and_all_of_them(company: Dataset) -> None:
    video, group, whole = platforms(company)
    assert (video.name, group.name, whole.name) == ("短视频", "社群", "")
    assert video.pieces.amount == 12
    assert whole.reads.amount == video.reads.amount + group.reads.amount
    assert video.interaction_rate.amount == pytest.approx(1_200 / 32_200)
    assert video.share_rate.amount == pytest.approx(480 / 32_200)
    assert video.change.amount == pytest.approx(32_200 / 20_000 - 1)
    assert group.interaction_rate.is_missing
    assert group.change.is_missing


def test_a_hit_reaches_the_threshold_of_its_platform(company: Dataset) -> None:
    found = hits(company)
    video = [one for one in found if one.platform == "短视频"]
    assert [one.reads.amount for one in video] == [12_000, 9_000]
    # P90 (type 7) of twelve: 1 900 + 0.9 × 7 100 = 8 290 > 2 × median
    assert video[0].threshold.amount == pytest.approx(8_290)
    assert isinstance(video[0].threshold.source, Method)


def test_a_platform_with_few_pieces_has_its_best_three(company: Dataset) -> None:
    group = [one for one in hits(company) if one.platform == "社群"]
    assert [one.reads.amount for one in group] == [400, 300, 200]
    assert group[0].threshold.is_missing


def test_lift_is_share_in_hits_over_share_in_all(company: Dataset) -> None:
    by_tag = {one.feature: one for one in lifts(company)}
    hot = by_tag["热点"]
    assert (hot.hits, hot.pieces) == (2, 2)
    assert hot.lift.amount == pytest.approx((2 / 5) / (2 / 16))
    assert hot.code == "too_few"
    assert by_tag["干货"].share_in_all.amount == pytest.approx(12 / 16)
    assert {one.feature for one in lifts(company, "format")} == {"视频", "图文"}


def test_enough_hits_speak() -> None:
    rows = [piece(n, "短视频", 1_000, tags="干货") for n in range(54)]
    rows += [piece(n, "短视频", 5_000, tags="热点") for n in range(54, 60)]
    found = {one.feature: one for one in lifts(dataset({"contents": rows}))}
    assert (found["热点"].code, found["热点"].hits) == ("ok", 6)
    assert found["热点"].lift.amount == pytest.approx(10.0)


def test_no_lift_without_a_known_hit() -> None:
    found = dataset({"contents": [piece(0, "短视频", None, tags="热点")]})
    assert hits(found) == ()
    assert lifts(found)[0].lift.is_missing


def test_a_slot_needs_three_pieces() -> None:
    thursday, monday = datetime(2025, 6, 5, 21, 59), datetime(2025, 6, 9, 7, 59)
    rows = [piece(n, "短视频", r, publish_at=thursday) for n, r in enumerate((100, 900, 300))]
    rows += [piece(n, "社群", 5_000, publish_at=monday) for n in range(2)]
    found = slot_map(dataset({"contents": rows}))
    assert found is not None
    assert len(found.slots) == 42
    full = next(slot for slot in found.slots if (slot.weekday, slot.slot) == (3, 4))
    early = next(slot for slot in found.slots if (slot.weekday, slot.slot) == (0, 0))
    assert (full.reads.amount, full.count) == (300, 3)
    assert isinstance(full.reads.source, Cells)
    assert early.reads.is_missing
    assert early.count == 2
    assert found.best is None


def test_the_best_slot_is_strictly_best() -> None:
    thursday, monday = datetime(2025, 6, 5, 20), datetime(2025, 6, 9, 9)
    rows = [piece(n, "短视频", 100, publish_at=thursday) for n in range(3)]
    rows += [piece(n, "短视频", 90, publish_at=monday) for n in range(3, 6)]
    found = slot_map(dataset({"contents": rows}))
    assert found is not None
    assert found.best is not None
    assert (found.best.weekday, found.best.slot) == (3, 4)


def test_everything_is_there_once(company: Dataset) -> None:
    assert len(pieces(company)) == 16
    assert pieces(dataset({})) == platforms(dataset({})) == ()
    assert slot_map(dataset({})) is None


def test_feedback_words_and_the_new_among_them() -> None:
    words = [("2025-05", "教程", 300), ("2025-06", "案例", 251), ("2025-06", "教程", 412)]
    rows = [{"month": m, "sentiment": "need", "keyword": w, "count": c} for m, w, c in words]
    course, case = feedback(dataset({"feedback": rows}), "need")
    assert (course.word, case.word) == ("教程", "案例")
    assert course.change.amount == pytest.approx(412 / 300 - 1)
    assert (course.is_new, case.is_new) == (False, True)
    assert course.share.amount + case.share.amount == pytest.approx(1)
    first = feedback(dataset({"feedback": rows[1:]}), "need")
    assert not any(word.is_new for word in first)
