from server.render.qr import qr_modules, qr_svg


def test_code_is_square_and_has_its_finder_patterns() -> None:
    modules = qr_modules("http://127.0.0.1:8000/n/0123456789abcdef")
    assert len(modules) == len(modules[0]) == 29
    assert all(modules[0][:7])
    assert all(modules[0][-7:])


def test_svg_scales_with_its_box() -> None:
    svg = qr_svg("http://x/n/1")
    assert svg.startswith("<svg")
    assert "viewBox" in svg
    assert " width=" not in svg
