// Setting text into a width: lines broken at spaces only, evenly long, never a lone last word if
// it can be avoided. Pure: `measure(text, em, bold)` gives widths in u.

const greedy = (words, width, sizeOf) => words.reduce((rows, word) => {
  const last = rows[rows.length - 1];
  if (last && sizeOf(`${last} ${word}`) <= width) return rows.slice(0, -1).concat(`${last} ${word}`);
  return rows.concat(word);
}, []);

/** A word wider than a line in pieces, so that nothing of it is cut off. */
const chopped = (word, width, sizeOf) => (sizeOf(word) <= width ? [word] : Array.from(word).reduce((made, letter) => {
  const last = made[made.length - 1];
  if (last && sizeOf(last + letter) > width) return made.concat(letter);
  return made.slice(0, -1).concat(last + letter);
}, [""]));

/** Break at spaces into as few lines as fit, then as evenly as those allow. */
export function breakLines(text, width, em, bold, measure) {
  const sizeOf = (line) => measure(line, em, bold);
  const words = [].concat(...text.split(/[ \t]+/).filter(Boolean).map((word) => chopped(word, width, sizeOf)));
  const rows = greedy(words, width, sizeOf);
  if (rows.length < 2) return rows;
  let low = width / 3;
  let high = width;
  for (let step = 0; step < 8; step += 1) {
    const middle = (low + high) / 2;
    if (greedy(words, middle, sizeOf).length <= rows.length) high = middle;
    else low = middle;
  }
  return greedy(words, high, sizeOf);
}

/** Tell whether every word fits on a line of its own. */
export const fitsByWord = (text, width, em, bold, measure) => text.split(/\s+/).every((word) => measure(word, em, bold) <= width);

/** The largest of the ems at which `test(em)` holds; undefined when none does. */
export const largest = (ems, test) => ems.find(test);

const sentencesOf = (text) => text.replace(/([.!?…;])\s+/g, "$1\n").split("\n");

/** A text up to the end of its first sentence. */
export const firstSentence = (text) => sentencesOf(text)[0];

/** Cut a text into at most `count` parts of about the same length, at sentence ends if there are any. */
export function parts(text, count) {
  const sentences = sentencesOf(text);
  const pieces = sentences.length >= count ? sentences : text.split(/\s+/);
  const size = text.length / count;
  const made = [""];
  pieces.forEach((piece) => {
    const last = made[made.length - 1];
    if (last && made.length < count && last.length + piece.length / 2 > size) made.push(piece);
    else made[made.length - 1] = last ? `${last} ${piece}` : piece;
  });
  return made;
}

/** Rows in even chunks of at most so many. */
export function chunked(rows, most) {
  const count = Math.ceil(rows.length / most);
  const edge = (place) => Math.ceil((place * rows.length) / count);
  return Array.from({ length: count }, (_, place) => rows.slice(edge(place), edge(place + 1)));
}
