"""Report → bytes: renderers know blocks and nothing of metrics or groupings."""
