// What is heard of the alerts on a board, one round after another: tone, then each voice. A new
// revision cuts in with its tone, once; a round that was cut short comes again, by its voices
// alone, as does what was begun before the page was loaded anew. Mirrors content/alert_rounds.py;
// see tests/vectors/alert_sound.json.

const LEAST_PAUSE_S = 20;

/** Where the rounds stand; `due`: when each begins next, `plain`: whose next round leaves out the tone. */
export const NO_ROUNDS = { due: {}, plain: [], current: null, parts: [] };

/**
 * @param {Array<object>} alerts those that may be heard, as `voiced` gives them, the newest first
 * @param {{atS: number, isHeard: (revision) => boolean, isHere: (digest) => boolean, isOver: boolean}} ear
 *   isHeard: begun before; isHere: a voice that is verified; isOver: what was heard last has ended
 * @returns the next rounds; parts[0] is what is to be heard, if anything
 */
export function advance(rounds, alerts, ear) {
  const of = (revision) => alerts.find((one) => one.revision === revision);
  let now = noted(withoutGone(rounds, of), alerts, ear);
  if (ear.isOver && now.current !== null) now = afterPart(now, of(now.current), ear);
  const fresh = alerts.find((one) => !(one.revision in now.due));
  if (fresh) {
    const isInTone = now.current !== null && now.parts[0] === of(now.current).tone;
    return isInTone ? now : begun(cutShort(now, ear.atS), fresh, ear);
  }
  return now.current === null ? nextDue(now, alerts, ear) : now;
}

function withoutGone({ due, plain, current, parts }, of) {
  const isOn = current !== null && Boolean(of(current));
  const kept = {};
  Object.keys(due).filter(of).forEach((revision) => {
    kept[revision] = due[revision];
  });
  return { due: kept, plain: plain.filter(of), current: isOn ? current : null, parts: isOn ? parts : [] };
}

/** Note what does not cut in: what was begun before, and what has no voice here and no tone. */
function noted(rounds, alerts, ear) {
  const known = alerts.filter((one) => !(one.revision in rounds.due) && (ear.isHeard(one.revision) || !(one.tone || isAnyHere(one, ear))));
  const due = Object.assign({}, rounds.due);
  known.forEach((one) => {
    due[one.revision] = ear.atS;
  });
  return Object.assign({}, rounds, { due, plain: rounds.plain.concat(known.map((one) => one.revision)) });
}

/** Go on to the next voice that is here; after the last the round is over. */
function afterPart(rounds, alert, ear) {
  const next = rounds.parts.slice(1).findIndex(ear.isHere);
  if (next >= 0) return Object.assign({}, rounds, { parts: rounds.parts.slice(1 + next) });
  const due = Object.assign({}, rounds.due);
  due[alert.revision] = Math.max(due[alert.revision], ear.atS + LEAST_PAUSE_S);
  return Object.assign({}, rounds, { due, current: null, parts: [] });
}

/** Have what is being said come again, as soon as it may. */
function cutShort(rounds, atS) {
  const { due, plain, current } = rounds;
  if (current === null) return rounds;
  return { due: Object.assign({}, due, { [current]: atS }), plain: plain.concat(current), current: null, parts: [] };
}

/** Begin a round: its tone, then every voice that is here by then; without a tone the first that is here. */
function begun({ due, plain }, alert, ear) {
  const { revision, tone, voices, againS } = alert;
  const first = voices.filter(ear.isHere).slice(0, 1);
  const isPlain = tone === null || (plain.indexOf(revision) >= 0 && first.length > 0);
  return {
    due: Object.assign({}, due, { [revision]: ear.atS + (againS === null ? Infinity : againS) }),
    plain: plain.filter((one) => one !== revision), current: revision,
    parts: isPlain ? first.concat(voices.filter((name) => name !== first[0])) : [tone].concat(voices),
  };
}

function nextDue(rounds, alerts, ear) {
  const waiting = alerts.filter((one) => isDue(rounds, one, ear));
  const first = waiting.reduce((best, one) => (best && rounds.due[best.revision] <= rounds.due[one.revision] ? best : one), null);
  return first ? begun(rounds, first, ear) : rounds;
}

/** May a round begin; one of voices alone waits for them as long as for another. */
function isDue(rounds, { revision, tone, voices, againS }, ear) {
  const due = rounds.due[revision];
  if (isAnyHere({ voices }, ear)) return due <= ear.atS;
  const wait = againS === null ? Infinity : againS;
  return tone !== null && due + (rounds.plain.indexOf(revision) >= 0 ? wait : 0) <= ear.atS;
}

const isAnyHere = ({ voices }, ear) => voices.some(ear.isHere);
