"""An export of posts without titles or days, read as content by the number of the month."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from opsreport.analysis.summarise import added
from opsreport.model.period import Period
from opsreport.model.table import Table
from opsreport.pipeline import Job, build
from tests.trial.real import checked, number, reference, trial_folder

FILE = "fb_posts/dataset_Facebook.csv"
MAPPING = """
[[source]]
file = "dataset_Facebook.csv"
table = "contents"
month = "Post Month"
year = 2014
columns = {"Lifetime Post Total %s" = "reads", Category = "format"}
constants = {platform = "Facebook", title = "#{row}"}
"""
PAID = '\nwhere = {Paid = "1"}\n'


def interactions(table: Table) -> float:
    return added([table.total(field) for field in ("likes", "comments", "shares")], table.total("likes").unit).amount


def test_posts_by_month_are_those_of_the_reference(tmp_path: Path) -> None:
    contents = checked(trial_folder(tmp_path, FILE, MAPPING % "Reach"), "2014-11")["contents"]
    for row in reference("trial_fb_posts", "Month"):
        now = contents.where(month=f"2014-{int(row['month']):02d}")
        assert len(now) == number(row["posts"])
        assert now.total("reads").amount == number(row["reach"])
        assert interactions(now) == number(row["interactions"])


def test_another_column_may_be_the_reads_and_only_some_rows_taken(tmp_path: Path) -> None:
    contents = checked(trial_folder(tmp_path, FILE, MAPPING % "Impressions"), "2014-11")["contents"]
    paid = tmp_path / "paid"
    paid.mkdir()
    bought = checked(trial_folder(paid, FILE, MAPPING % "Impressions" + PAID), "2014-11")["contents"]
    for row in reference("trial_fb_posts", "Month"):
        month = f"2014-{int(row['month']):02d}"
        assert contents.where(month=month).total("reads").amount == number(row["impressions"])
        assert len(bought.where(month=month)) == number(row["paid"])


def test_categories_of_a_month_are_those_of_the_reference(tmp_path: Path) -> None:
    contents = checked(trial_folder(tmp_path, FILE, MAPPING % "Reach"), "2014-11")["contents"].where(month="2014-11")
    for row in reference("trial_fb_posts", "Type is missing in this copy: by Category, month 11"):
        own = contents.where(format=row["category"])
        assert (len(own), interactions(own)) == (number(row["posts"]), number(row["interactions"]))


def test_content_alone_builds_a_deck(tmp_path: Path) -> None:
    settings = trial_folder(tmp_path, FILE, MAPPING % "Reach")
    receipt = build(Job(Period.parse("2014-11"), settings, datetime(2014, 12, 5, tzinfo=UTC)))
    assert {path.suffix for path in receipt.paths} >= {".pptx", ".xlsx"}
