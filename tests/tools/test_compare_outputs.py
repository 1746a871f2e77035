"""The comparison of two output folders names what differs, and nothing else."""

import compare_outputs
import pytest

from shnor_lab.writing import whole

PAGE = "<html><style>p {{}}</style><p>Школ: {n}</p><img src='data:image/png;base64,{image}'></html>"


@pytest.fixture
def folders(tmp_path):
    made = []
    for name in ("before", "after"):
        whole(tmp_path / name / "a/10/tables/10_x.csv", "\ufeffШкола;Доля, %\r\nА;12,5\r\nБ;30,0\r\n".encode())
        whole(tmp_path / name / "a/10.html", PAGE.format(n=2, image=name).encode())
        made.append(tmp_path / name)
    return made


def test_equal_folders_differ_in_nothing(folders):
    assert list(compare_outputs.differences(*folders)) == []


def test_a_changed_number_is_told_with_its_column_rows_and_size(folders):
    whole(folders[1] / "a/10/tables/10_x.csv", "\ufeffШкола;Доля, %\r\nА;12,5\r\nБ;28,0\r\n".encode())
    (line,) = compare_outputs.differences(*folders)
    assert line.startswith("a/10/tables/10_x.csv: column Доля, %: 1 rows, largest change 2, e.g. row 2: '30,0'")


def test_a_lost_column_row_or_file_and_another_sentence_are_told(folders):
    whole(folders[1] / "a/10/tables/10_x.csv", "\ufeffШкола\r\nА\r\n".encode())
    whole(folders[1] / "a/10.html", PAGE.format(n=3, image="").encode())
    whole(folders[0] / "a/11.html", b"")
    assert list(compare_outputs.differences(*folders)) == [
        "a/10.html: lines 1 -> 1, first difference: ['Школ: 2'] -> ['Школ: 3']",
        "a/10/tables/10_x.csv: columns gone ['Доля, %'], new []",
        "a/10/tables/10_x.csv: rows 2 -> 1",
        "a/11.html: gone",
    ]
