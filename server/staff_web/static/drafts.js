// What is typed into a notice is kept: on this device at once, on the server as a draft when
// it can be one. Nothing typed is sent by a worker, and nobody else's version is overwritten.
"use strict";
{
  const form = document.getElementById("notice");
  const line = document.getElementById("draft-told");
  const offer = document.getElementById("draft-offer");
  const KEEP_MS = 400;
  const SAVE_MS = 3000;
  const BETWEEN_MS = 30000;
  const NEEDED = ["title", "body", "category"];
  const NOT_KEPT = new Set(["csrf_token", "read", "draft_key", "drop_media", "media"]);
  const POINTER = "draft-saved";
  const { account, notice, autosave } = form.dataset;
  const prefix = `draft:${account}:${notice || "new"}:`;
  let keeping = 0;
  let saving = 0;
  let lastSaved = 0;
  let inFlight = null;
  let unanswered = null; // what was sent and never answered is sent again first, as it was
  let isStopped = false;

  const filled = (text, time) => text.replace("{time}", time);
  const two = (number) => String(number).padStart(2, "0");
  const tell = (name, time = "") => { line.textContent = filled(line.dataset[name], time); };
  const key = () => prefix + (form.elements.draft_key ? form.elements.draft_key.value : "");

  function clock(at) {
    const then = new Date(at);
    const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
    const isToday = then.toDateString() === new Date().toDateString();
    return isToday ? time : `${time} ${two(then.getDate())}/${two(then.getMonth() + 1)}`;
  }

  function setHidden(name, value) {
    let field = form.elements[name];
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name });
      form.querySelector(".fields").append(field);
    }
    field.value = value;
  }

  function typed() {
    const values = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.has(name));
    const media = [...form.querySelectorAll("#files li input[name=media]")].map((held) => [held.value, held.closest("li").querySelector("b").textContent]);
    return JSON.stringify({ values, media });
  }

  if (form.elements.draft_key && !form.elements.draft_key.value) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    form.elements.draft_key.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  let saved = typed(); // as the server has it

  function keep() {
    clearTimeout(keeping);
    const now = typed();
    if (now === saved) return;
    const read = form.elements.read ? form.elements.read.value : "";
    const copy = { at: Date.now(), typed: now, read, action: form.getAttribute("action"), key: form.elements.draft_key ? form.elements.draft_key.value : "" };
    try {
      localStorage.setItem(key(), JSON.stringify(copy));
      if (!isStopped) tell(navigator.onLine ? "kept" : "offline", clock(copy.at));
    } catch (error) {
      tell("full");
    }
  }

  const canBeDraft = () => NEEDED.every((name) => (form.elements[name].value || "").trim());

  function soon(ms = SAVE_MS) {
    clearTimeout(saving);
    if (!autosave || isStopped || !navigator.onLine) return;
    saving = setTimeout(save, Math.max(ms, lastSaved + BETWEEN_MS - Date.now()));
  }

  function save() {
    if (inFlight || isStopped || (!unanswered && (typed() === saved || !canBeDraft()))) return inFlight;
    inFlight = send().finally(() => { inFlight = null; });
    return inFlight;
  }

  async function send() {
    if (!unanswered) {
      const body = new FormData(form);
      body.delete("picture");
      body.append("notice", notice);
      unanswered = { body, typed: typed() };
    }
    let answer;
    try {
      answer = await fetch(autosave, { method: "POST", body: unanswered.body, headers: { Accept: "application/json" } });
    } catch (error) {
      tell("offline");
      soon(BETWEEN_MS);
      return;
    }
    const sent = unanswered.typed;
    unanswered = null;
    lastSaved = Date.now();
    if (answer.redirected) return tell("signin");
    const found = await answer.json().catch(() => ({}));
    if (answer.ok) taken(found, sent);
    else refused(found);
  }

  function taken(found, sent) {
    saved = sent;
    form.action = found.address;
    setHidden("read", found.read);
    if (!notice) sessionStorage.setItem(POINTER, JSON.stringify({ address: found.address, time: found.time }));
    if (typed() === sent) {
      localStorage.removeItem(key());
      tell("saved", found.time);
    } else {
      keep();
      soon();
    }
  }

  function refused(found) {
    if (found.code !== "unfinished") isStopped = true;
    if (found.told) line.textContent = found.told;
    if (!found.address) return;
    const link = Object.assign(document.createElement("a"), { href: found.address, target: "_blank", rel: "noopener", textContent: line.dataset.other });
    line.append(" ", link);
  }

  function put(copy) {
    const { values, media } = JSON.parse(copy.typed);
    const of = (name) => values.filter((pair) => pair[0] === name).map((pair) => pair[1]);
    for (const field of form.elements) {
      if (!field.name || NOT_KEPT.has(field.name) || ["file", "submit"].includes(field.type)) continue;
      if (["radio", "checkbox"].includes(field.type)) field.checked = of(field.name).includes(field.value);
      else if (field.type !== "hidden" && of(field.name).length) field.value = of(field.name)[0];
    }
    document.querySelectorAll("#files li").forEach((item) => item.remove());
    for (const [id, name] of media) {
      const row = newRow(name);
      window.keep(row, { id });
      follow(row, id);
    }
    if (form.elements.draft_key) form.elements.draft_key.value = copy.key;
    if (copy.read) setHidden("read", copy.read);
    form.action = copy.action;
    form.dispatchEvent(new Event("change"));
  }

  function copies() {
    const found = [];
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
      try {
        const copy = JSON.parse(localStorage.getItem(name));
        if (copy.typed !== saved) found.push({ ...copy, name });
      } catch (error) {
        localStorage.removeItem(name);
      }
    }
    return found.sort((one, other) => other.at - one.at);
  }

  function showOffer() {
    const copy = copies()[0];
    const there = notice ? null : JSON.parse(sessionStorage.getItem(POINTER) || "null");
    offer.hidden = !copy && !there;
    if (offer.hidden) return;
    const part = (deed) => offer.querySelector(`[data-deed=${deed}]`);
    offer.querySelector("p").textContent = copy ? filled(offer.dataset.here, clock(copy.at)) : filled(offer.dataset.there, there.time);
    part("take").hidden = !copy;
    part("open").hidden = Boolean(copy);
    if (!copy) part("open").href = there.address;
    part("take").onclick = () => {
      offer.hidden = true;
      put(copy);
    };
    part("drop").onclick = () => {
      if (copy) localStorage.removeItem(copy.name);
      else sessionStorage.removeItem(POINTER);
      showOffer();
    };
  }

  function changed() {
    clearTimeout(keeping);
    keeping = setTimeout(keep, KEEP_MS);
    soon();
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  addEventListener("pagehide", keep);
  addEventListener("offline", () => tell("offline"));
  addEventListener("online", () => {
    if (typed() === saved && !unanswered) return;
    if (autosave && canBeDraft() && !isStopped) tell("back");
    lastSaved = 0;
    soon(0);
  });
  form.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine && !inFlight) {
      clearTimeout(saving);
      sessionStorage.setItem("draft-sent", key());
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!inFlight) return tell("held");
    inFlight.finally(() => setTimeout(() => form.requestSubmit(event.submitter), 0));
  }, { capture: true });

  /** The form opens without network next time; over plain http browsers do not offer that. */
  async function keepShell() {
    const { worker, shell } = form.dataset;
    await navigator.serviceWorker.register(worker, { scope: shell });
    const { active } = await navigator.serviceWorker.ready;
    const files = performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((one) => one.pathname.includes("/staff/static/"));
    active.postMessage({ keep: [shell, ...files.map((one) => one.pathname)] });
  }

  sessionStorage.removeItem("draft-sent");
  showOffer();
  if (navigator.serviceWorker && location.pathname === form.dataset.shell && !navigator.serviceWorker.controller && navigator.onLine) keepShell().catch(() => {});
}
