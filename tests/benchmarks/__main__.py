"""Run every benchmark, or those named, and print one table of label and figure."""

import importlib
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    here = Path(__file__).parent
    found = sorted(path.stem.removeprefix("bench_") for path in here.glob("bench_*.py"))
    unknown = [name for name in names if name not in found]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(found)}.")
        return 2
    for name in names or found:
        rows = importlib.import_module(f"tests.benchmarks.bench_{name}").main()
        print(f"\n{name}")
        width = max(len(label) for label, _ in rows)
        for label, figure in rows:
            print(f"  {label:<{width}}  {figure}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
