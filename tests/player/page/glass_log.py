"""What was on the glass, frame by frame, from the moment a page is loaded."""

from playwright.sync_api import Page

# "alert begins" is an alert that is still coming in: faded, or with anything in it that moves.
_WATCH = """
window.seen = [];
const onGlass = () => {
  const alerts = document.querySelector('.alerts:not([hidden])');
  if (alerts && alerts.firstChild) {
    const moves = document.getAnimations().some((one) => alerts.contains(one.effect.target));
    const solid = [...alerts.children].some((layer) => getComputedStyle(layer).opacity === '1');
    return moves || !solid ? 'alert begins' : 'alert';
  }
  if (document.querySelector('.zone-main .layer:not(.waiting)')) return 'notice';
  const slate = document.querySelector('.slate');
  return slate && !slate.hidden ? 'slate' : 'none';
};
const look = () => {
  const now = onGlass();
  if (window.seen[window.seen.length - 1] !== now) window.seen.push(now);
  requestAnimationFrame(look);
};
document.addEventListener('DOMContentLoaded', look);
"""


def watch(page: Page) -> None:
    """Keep a log of what is on the glass of each page that is loaded from now on."""
    page.add_init_script(_WATCH)


def seen(page: Page) -> list[str]:
    """What was on the glass since the page was loaded, each once as long as it stayed."""
    found: list[str] = page.evaluate("window.seen")
    return found
