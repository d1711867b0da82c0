"""Draw the golden pictures anew: `python -m tests.golden`. Look at what changed before keeping."""

from PIL import Image

from tests.golden.pages import KEPT, differs, drawn, names, path_of


def main() -> None:
    KEPT.mkdir(exist_ok=True)
    for kind, board in names():
        made, kept = drawn(kind, board), path_of(kind, board)
        why = differs(Image.open(kept), made) if kept.exists() else "new"
        if why:
            made.save(kept, "PNG", optimize=True)
            print(f"{kept.name}: {why}")
    wanted = {path_of(kind, board) for kind, board in names()}
    for left in set(KEPT.glob("*.png")) - wanted:
        left.unlink()
        print(f"{left.name}: gone")


if __name__ == "__main__":
    main()
