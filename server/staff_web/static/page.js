// What every staff page gains from script: focus on the error summary, a button that prints.
"use strict";
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A form is sent once; a second tap on a slow link does nothing.
for (const form of document.querySelectorAll("form[method=post]:not([data-many])")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Drafts kept on this device (drafts.js) go when the server has them and at signing out; the
// page kept for use without network goes with whoever was signed in.
const dropShell = () => window.caches && caches.delete("notice-form");
if (!document.body.dataset.person) dropShell();
if (document.querySelector(".toast.done") && !document.getElementById("notice")) {
  localStorage.removeItem(sessionStorage.getItem("draft-sent"));
  ["draft-sent", "draft-saved"].forEach((name) => sessionStorage.removeItem(name));
}
for (const form of document.querySelectorAll("form[data-forgets]")) {
  form.addEventListener("submit", () => {
    Object.keys(localStorage).filter((name) => name.startsWith(`draft:${form.dataset.forgets}:`)).forEach((name) => localStorage.removeItem(name));
    ["draft-sent", "draft-saved"].forEach((name) => sessionStorage.removeItem(name));
    dropShell();
    if (navigator.serviceWorker) navigator.serviceWorker.getRegistrations().then((found) => found.filter((one) => one.scope.endsWith("/staff/notices/new")).forEach((one) => one.unregister()));
  });
}
