from gis.views.review_text import review_text
from tests.gis.review.review_toy import make_review


def test_the_light_comes_first_and_every_finding_is_told_in_its_language():
    review = make_review()
    told = review_text(review)
    lines = told.splitlines()
    assert review.project.name in lines[0]
    assert "红" in lines[1]
    assert sum(line.startswith((" ▲", " ●", " ?", " –", " ·", " !")) for line in lines) == len(review.findings)
    english = review_text(review, "en")
    assert "Forbidden" in english or "forbidden" in english
    assert "信号" not in english
