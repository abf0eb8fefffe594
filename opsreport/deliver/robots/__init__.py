"""Group chats: the headline and text of a review, its picture and its files, as each robot's interface takes them."""

from opsreport.deliver.robots.message import Posting
from opsreport.deliver.robots.post import FOLDER, Outlets, post_targets, target_names

__all__ = ["FOLDER", "Outlets", "Posting", "post_targets", "target_names"]
