"""Everything a reader sees: numbers, sentences, tables, charts, sections, files, disclosure."""
