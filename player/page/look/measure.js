// Widths of text in u, by the font that will paint it.

let pen = null;

/** @returns {number} width in u of a text set at `em` u */
export function measure(text, em, bold) {
  if (!pen) pen = document.createElement("canvas").getContext("2d");
  pen.font = `${bold ? 700 : 400} 100px "Noto Sans", sans-serif`;
  return (pen.measureText(text).width * em) / 100;
}

/** Wait for both weights, at most as long as given: without them the board still speaks. */
export function fontsReady(timeoutMs) {
  const late = new Promise((resolve) => setTimeout(resolve, timeoutMs));
  if (!document.fonts || !document.fonts.load) return late;
  const loads = ["400", "700"].map((weight) => document.fonts.load(`${weight} 40px "Noto Sans"`, "Ẫ"));
  return Promise.race([Promise.all(loads), late]).catch(() => undefined);
}
