// The slip's picture carries the code behind "#", which browsers never send: put it in the field.
const field = document.querySelector("[data-from-address]");
const code = decodeURIComponent(location.hash.slice(1)).slice(0, 40);
if (field && code) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
  document.querySelector("#password").focus();
}
