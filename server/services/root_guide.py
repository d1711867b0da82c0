"""The guide of the root ceremony as a page of its own: for paper, and without a network."""

from pathlib import Path

TITLE = "Lễ khóa gốc"
_TEXT = Path(__file__).parent.parent / "staff_web" / "templates" / "help" / "le-khoa-goc.html"
_STYLE = """
html { font: 12pt/1.45 "Noto Sans", sans-serif; color: #111; background: #fff; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.8em; line-height: 1.35; margin: 0 0 .6em; }
h2 { font-size: 1.25em; line-height: 1.35; margin: 1.4em 0 .4em; break-after: avoid; }
li { margin: .35em 0; break-inside: avoid; }
code { font: .92em "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
ol { list-style: none; counter-reset: step; padding-left: 0; }
ol > li { counter-increment: step; padding-left: 3.4em; position: relative; }
ol > li::before { content: "\\2610  " counter(step) "."; position: absolute; left: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #555; padding: .4em .6em; text-align: left; vertical-align: top; }
tr { break-inside: avoid; }
.minutes th { width: 45%; font-weight: normal; } .minutes td { height: 2.6em; }
@page { size: A4; margin: 18mm 15mm 18mm 20mm; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 11pt; } }
"""


def printed_guide() -> str:
    """Give the whole page, in Vietnamese like the rest of the guide."""
    return (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{TITLE}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>\n<body><h1>{TITLE}</h1>\n{_TEXT.read_text('utf-8')}"
        "</body></html>"
    )
