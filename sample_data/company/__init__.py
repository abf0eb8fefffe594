"""The fictional company 云杉生活: one module a tab, each giving the rows of that tab."""
