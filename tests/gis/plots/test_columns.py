import numpy as np
import pandas as pd
import pytest

from gis.errors import MissingColumnError
from gis.plots.columns import of_codes, read_flags, read_numbers, read_texts, read_values

FRAME = pd.DataFrame(
    {"text": [" a ", None, float("nan")], "number": ["1", "x", float("inf")], "code": ["100101", "07", None]}
)


def test_blank_and_absent_are_unknown():
    assert read_texts(FRAME, "text").tolist() == ["a", "", ""]
    assert read_texts(FRAME, "none").tolist() == ["", "", ""]
    assert read_values(FRAME, "text") == [" a ", None, None]
    np.testing.assert_array_equal(read_numbers(FRAME, "number"), [1.0, np.nan, np.nan])
    assert np.isnan(read_numbers(FRAME, "none")).all()


def test_flags_read_words_and_guess_nothing():
    frame = pd.DataFrame({"flag": [True, "是", 1, 1.0, False, "否", 0, None, "", "也许"]})
    assert read_flags(frame, "flag") == [True] * 4 + [False] * 3 + [None] * 3


def test_codes_go_by_their_beginning():
    assert of_codes(FRAME, ("1001",)).tolist() == [True, False, False]
    assert of_codes(FRAME.drop(columns="code"), ()).all()
    with pytest.raises(MissingColumnError):
        of_codes(FRAME.drop(columns="code"), ("07",))
