// Drawing on the map: touches fill the fields, the fields draw the area; nothing else is sent.
"use strict";
const map = document.getElementById("areamap");
const SVG = "http://www.w3.org/2000/svg";

function degreesAt(event) {
  const point = map.createSVGPoint();
  Object.assign(point, { x: event.clientX, y: event.clientY });
  const at = point.matrixTransform(map.getScreenCTM().inverse());
  const { north, west, x, y } = map.dataset;
  return [Number(north) - at.y / Number(y), Number(west) + at.x / Number(x)];
}

function drawingAt([lat, lon]) {
  const { north, west, x, y } = map.dataset;
  return [(lon - Number(west)) * Number(x), (Number(north) - lat) * Number(y)];
}

const field = (name) => document.getElementById(name);
const corners = () => field("polygon").value.split(/[;\n]+/).map((line) => line.trim().split(/\s*,\s+|\s+/).map(Number))
  .filter((pair) => pair.length === 2 && pair.every(Number.isFinite));
const written = (pair) => pair.map((degrees) => degrees.toFixed(5)).join(", ");

function keepCorners(pairs) {
  field("polygon").value = pairs.map(written).join("\n");
  redraw();
  field("polygon").dispatchEvent(new Event("change", { bubbles: true }));
}

function keepCircle(lat, lon) {
  field("circle_lat").value = lat.toFixed(5);
  field("circle_lon").value = lon.toFixed(5);
  if (!field("circle_km").value) field("circle_km").value = "5";
  redraw();
  field("circle_km").dispatchEvent(new Event("change", { bubbles: true }));
}

function redraw() {
  const points = corners().map(drawingAt);
  field("m-polygon").setAttribute("points", points.map((point) => point.join(",")).join(" "));
  field("m-corners").replaceChildren(...points.map(([cx, cy]) => mark(cx, cy)));
  const [lat, lon, km] = ["circle_lat", "circle_lon", "circle_km"].map((name) => Number(field(name).value.replace(",", ".") || NaN));
  const circle = field("m-circle");
  circle.removeAttribute("r");
  if ([lat, lon, km].every(Number.isFinite)) {
    const [cx, cy] = drawingAt([lat, lon]);
    circle.setAttribute("cx", cx);
    circle.setAttribute("cy", cy);
    circle.setAttribute("r", Math.max(0, km * Number(map.dataset.km)));
  }
}

function mark(cx, cy) {
  const dot = document.createElementNS(SVG, "circle");
  Object.entries({ cx, cy, r: 8, class: "m-corner" }).forEach(([name, value]) => dot.setAttribute(name, value));
  return dot;
}

if (map) {
  document.getElementById("maptools").hidden = false;
  map.addEventListener("click", (event) => {
    const [lat, lon] = degreesAt(event);
    if (document.querySelector("[name=draw]:checked").value === "circle") keepCircle(lat, lon);
    else keepCorners([...corners(), [lat, lon]]);
  });
  document.getElementById("map-undo").addEventListener("click", () => keepCorners(corners().slice(0, -1)));
  document.getElementById("map-clear").addEventListener("click", () => {
    for (const name of ["circle_lat", "circle_lon", "circle_km"]) field(name).value = "";
    keepCorners([]);
  });
  for (const name of ["polygon", "circle_lat", "circle_lon", "circle_km"]) field(name).addEventListener("input", redraw);
  redraw();
}
