// A QR code as a drawing, quiet zone of four modules included.
import qrcode from "qrcode-generator";
import { drawing } from "./dom.js";

const QUIET = 4;

export function qrDrawing(text) {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = "";
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  const side = size + 2 * QUIET;
  return drawing(`<svg viewBox="${-QUIET} ${-QUIET} ${side} ${side}" shape-rendering="crispEdges" role="img" aria-label="QR"><path d="${path}"/></svg>`);
}
