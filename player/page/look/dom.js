// Making elements. Text always goes in as text, never as markup.

/** @param {string} spec "div.a.b" @param {...(Node|string|null)} children */
export function el(spec, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  return put(node, ...children);
}

/** Replace what is inside. */
export function put(node, ...children) {
  while (node.firstChild) node.removeChild(node.firstChild);
  children.filter((child) => child !== null && child !== undefined)
    .forEach((child) => node.appendChild(typeof child === "object" ? child : document.createTextNode(String(child))));
  return node;
}

/** Parse a drawing of our own; never called with anything that came from outside. */
export function drawing(markup) {
  const holder = document.createElement("template");
  holder.innerHTML = markup;
  return holder.content.firstChild;
}

export const lines = (texts) => texts.map((text) => el("span.line", text));

/** After the browser has put on the glass what is on the page now: two animation frames. */
export function afterPaint(then) {
  requestAnimationFrame(() => requestAnimationFrame(then));
}
