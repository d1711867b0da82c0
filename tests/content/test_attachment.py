from content.attachment import MOST_SHEETS, Attachments, Film, MediaFile
from content.layout import Shape, Template


def measure(text: str, em_u: float, bold: bool) -> float:
    return 0.5 * em_u * len(text)


def a_file(name: str, thin: str | None = None, **more: object) -> MediaFile:
    values = {"type": "image/webp", "bytes": 1, "width": 1357, "height": 1920, **more}
    small = None if thin is None else MediaFile(thin, "image/webp", 1, 905, 1280)
    return MediaFile(name, thin=small, **values)


def test_upright_sheets_are_read_in_halves_on_wide_boards_and_whole_on_upright_ones() -> None:
    attached = Attachments(documents=((a_file("a"), a_file("b")),))
    wide = attached.pages("Thông báo", Shape.LANDSCAPE, 8.8, measure)
    assert [(page.picture.media, page.picture.focus[1]) for page in wide] == [
        ("a", 0.0),
        ("a", 1.0),
        ("b", 0.0),
        ("b", 1.0),
    ]
    tall = attached.pages("Thông báo", Shape.PORTRAIT, 8.8, measure)
    assert [page.picture.sheet for page in tall] == [(1, 2), (2, 2)]
    assert {page.template for page in (*wide, *tall)} == {Template.DOCUMENT}


def test_a_board_shows_the_first_sheets_of_a_long_document() -> None:
    attached = Attachments(documents=(tuple(a_file(f"{n}", height=900) for n in range(30)),))
    assert len(attached.pages("T", Shape.LANDSCAPE, 8.8, measure)) == MOST_SHEETS
    assert attached.is_cut


def test_a_film_stands_as_long_as_it_runs() -> None:
    film = Film(a_file("film", seconds=61.2), a_file("poster"))
    (page,) = Attachments(films=(film,)).pages("Lễ hội", Shape.LANDSCAPE, 8.8, measure)
    assert (page.template, page.seconds, page.film) == (Template.FILM, 62, "film")
    assert page.to_dict()["film"] == {"media": "film"}


def test_thinned_attachments_name_the_smaller_files() -> None:
    film = Film(a_file("film", "thin-film"), a_file("poster", "thin-poster"))
    whole = Attachments(((a_file("a", "thin-a"), a_file("b")),), (film,))
    assert [file.digest for file in whole.thinned().files] == [
        "thin-a",
        "b",
        "thin-poster",
        "thin-film",
    ]
