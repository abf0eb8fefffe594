"""Facts → words: the Voice of a language, the proof of its sentences, descriptions of blocks."""
