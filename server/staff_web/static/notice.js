// Writing a notice: the preview follows the text; its files are files.js's.
"use strict";
const box = document.getElementById("previews");
const form = document.getElementById("notice");
const told = document.getElementById("preview-told");
let waiting = 0;
let asked = 0;

async function show(answer) {
  if (!answer.ok) return;
  const found = await answer.json();
  if (told) told.textContent = found.told || "";
  if (found.previews.length) showPreviews(box, found.previews);
}

const on = document.getElementById("preview-on");
if (on) document.getElementById("preview-on-field").hidden = false;

if (box && box.dataset.saved) {
  const look = () => fetch(`${box.dataset.saved}?${new URLSearchParams({ preview_on: on ? on.value : "" })}`).then(show);
  if (on) on.addEventListener("change", () => look().catch(() => {}));
  look();
}

async function ask() {
  const number = ++asked;
  const values = new FormData(form);
  values.delete("picture");
  const answer = await fetch(form.dataset.preview, { method: "POST", body: values });
  if (number === asked) await show(answer);
}

if (form && box) {
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), 500);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  soon();
}
