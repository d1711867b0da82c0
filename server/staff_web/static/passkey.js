// Passkeys: makes one, or signs with one, and sends what the browser gave.
"use strict";
{
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function read(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const list of [options.excludeCredentials, options.allowCredentials]) {
      for (const entry of list || []) entry.id = bytes(entry.id);
    }
    return options;
  }

  function written(made) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    return { id: made.id, rawId: text(made.rawId), type: made.type, response };
  }

  async function post(place, url, body) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": place.dataset.csrf },
      body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.sentence);
    return said;
  }

  // What the person filled in beside: a list for what can be ticked.
  function typed(place) {
    const said = {};
    for (const field of place.querySelectorAll("input, select")) {
      const name = field.name || "name";
      if (field.type !== "checkbox") said[name] = field.value;
      else said[name] = (said[name] || []).concat(field.checked ? [field.value] : []);
    }
    return said;
  }

  async function run(place) {
    const publicKey = read(await post(place, place.dataset.options, typed(place)));
    const made = place.dataset.passkey === "make"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    const done = await post(place, place.dataset.send, {
      name: "",
      ...typed(place),
      credential: written(made),
      next: place.dataset.next || "",
    });
    location.assign(done.url);
  }

  for (const place of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    place.hidden = false;
    const button = place.querySelector("button");
    button.addEventListener("click", () => {
      const told = place.querySelector("[role=status]");
      told.textContent = "";
      run(place).catch((error) => {
        told.textContent = (error instanceof DOMException && place.dataset.refused) || error.message;
      });
    });
    if ("atOnce" in place.dataset) button.click();
  }
}
