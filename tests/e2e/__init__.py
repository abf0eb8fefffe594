"""End to end: from folders of workbooks, sound and broken, to what people open."""
