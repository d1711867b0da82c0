"""Draw the golden pictures anew: `python -m tests.golden`. Look at what changed before keeping."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.golden.alerts import alert_names, alert_path, drawn_alert
from tests.golden.pages import KEPT, differs, drawn, names, path_of


def everything() -> Iterator[tuple[Path, Image.Image]]:
    yield from ((path_of(*name), drawn(*name)) for name in names())
    yield from ((alert_path(*name), drawn_alert(*name)) for name in alert_names())


def main() -> None:
    KEPT.mkdir(exist_ok=True)
    wanted = set()
    for kept, made in everything():
        wanted.add(kept)
        why = differs(Image.open(kept), made) if kept.exists() else "new"
        if why:
            made.save(kept, "PNG", optimize=True)
            print(f"{kept.name}: {why}")
    for left in set(KEPT.glob("*.png")) - wanted:
        left.unlink()
        print(f"{left.name}: gone")


if __name__ == "__main__":
    main()
