// Who receives the alert: the number follows the ticks; ticking a unit ticks what lies below it.
"use strict";
const form = document.querySelector("form[data-reach]");
const reach = document.getElementById("reach");
let waiting = 0;
let asked = 0;

async function count() {
  const number = ++asked;
  const answer = await fetch(form.dataset.reach, { method: "POST", body: new FormData(form) });
  if (!answer.ok || answer.redirected || number !== asked) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const edges = fresh.getElementById("edges");
  if (edges && document.getElementById("edges")) document.getElementById("edges").replaceWith(edges);
  reach.replaceChildren(...fresh.body.childNodes);
}

function follow(changed) {
  const under = changed.closest(".pick").nextElementSibling;
  if (!under || !under.matches("details.under")) return;
  for (const tick of under.querySelectorAll("input")) tick.checked = changed.checked;
}

if (form) {
  document.getElementById("recount").hidden = true;
  form.addEventListener("change", (event) => {
    if (event.target.matches("[name=subtree]")) follow(event.target);
    clearTimeout(waiting);
    waiting = setTimeout(() => count().catch(() => {}), 150);
  });
}
