// An alert called out by a loudspeaker in memory: in which order, how loud, and when it is still.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AlertVoice } from "../../../player/page/sound/alert_voice.js";
import { Sound } from "../../../player/page/sound/sound.js";
import { Media, settled } from "./fake_media.mjs";

const [VI, HRE] = ["a".repeat(64), "b".repeat(64)];

function anAlert(more = {}) {
  const { voices = [VI, HRE] } = more;
  const media = Object.fromEntries(voices.map((name) => [name, { bytes: 9, type: "audio/mp4" }]));
  return {
    id: "flood", revision: 1, sequence: 1, isDrill: false, isSilent: false, isTest: false, severity: "Severe", urgency: "Immediate",
    sound: "attention", info: voices.map((audio) => ({ audio })), media, ...more,
  };
}

/** A board's ears: what it holds, what was heard before, and its loudspeaker. */
class Stand {
  constructor({ isAllowed = true, here = [VI, HRE], heard = [] } = {}) {
    Object.assign(this, { node: new Media(isAllowed), touched: new EventTarget(), here, noted: [], monoMs: 0 });
    this.sound = new Sound(this.node, this.touched);
    this.voice = new AlertVoice({
      sound: this.sound, tone: (name) => `tone:${name}`, media: { url: (name) => (this.here.includes(name) ? name : null) },
      heard: { has: (name) => heard.includes(name), note: (name) => this.noted.push(name) },
    });
  }

  /** What is heard after so many seconds; null for silence. */
  async after(seconds, alerts, volume = 100) {
    this.monoMs += seconds * 1000;
    this.sound.follow(null, null, 0, this.voice.call(alerts, volume, this.monoMs));
    await settled();
    return this.node.paused ? null : this.node.loaded[this.node.loaded.length - 1];
  }

  /** What comes after that which is heard now. */
  async next(alerts, volume) {
    this.node.end();
    return this.after(1, alerts, volume);
  }
}

test("the tone, each language in turn, a pause, and the same again", async () => {
  const [stand, alerts] = [new Stand(), [anAlert()]];
  assert.equal(await stand.after(0, alerts), "tone:attention");
  assert.equal(await stand.after(1, alerts), "tone:attention");
  assert.deepEqual([await stand.next(alerts), await stand.next(alerts), await stand.next(alerts)], [VI, HRE, null]);
  assert.equal(await stand.after(60, alerts), null);
  assert.equal(await stand.after(60, alerts), "tone:attention");
  assert.deepEqual(new Set(stand.noted), new Set(["flood/1"]));
});

test("a real alert is as loud as can be in quiet hours, a drill keeps to the volume and to them", async () => {
  const drill = anAlert({ id: "drill", isDrill: true });
  const loud = new Stand();
  assert.equal(await loud.after(0, [anAlert()], 0), "tone:attention");
  assert.equal(loud.node.volume, 1);
  const soft = new Stand();
  assert.equal(await soft.after(0, [drill], 40), "tone:drill");
  assert.equal(soft.node.volume, 0.4);
  assert.equal(await soft.after(1, [drill], 0), null);
  assert.equal(await new Stand().after(0, [drill], 0), null);
});

test("silent ones, tests that are not seen and alerts without a sound are not heard", async () => {
  const unheard = [{ isSilent: true }, { isTest: true, isDrill: true }, { sound: null, voices: [] }].map(anAlert);
  for (const alert of unheard) assert.equal(await new Stand().after(0, [alert]), null);
});

test("a drill is silent beside a real alert", async () => {
  const [stand, drill] = [new Stand(), anAlert({ id: "drill", isDrill: true, sequence: 9 })];
  assert.equal(await stand.after(0, [drill, anAlert()]), "tone:attention");
});

test("what is over is silent at once, and a new revision begins anew", async () => {
  const stand = new Stand();
  await stand.after(0, [anAlert()]);
  assert.equal(await stand.after(0.2, []), null);
  assert.equal(await stand.after(0.2, [anAlert({ revision: 2 })]), "tone:attention");
  assert.deepEqual(stand.noted, ["flood/1"]);
  await stand.after(0.2, [anAlert({ revision: 2 })]);
  assert.equal(stand.noted[1], "flood/2");
});

test("a voice that is not here, or cannot be played, is passed over", async () => {
  const [stand, alerts] = [new Stand({ here: [HRE] }), [anAlert()]];
  await stand.after(0, alerts);
  assert.equal(await stand.next(alerts), HRE);
  stand.here = [VI, HRE];
  await stand.next(alerts);
  assert.equal(await stand.after(120, alerts), "tone:attention");
  assert.equal(await stand.next(alerts), VI);
  stand.node.fail();
  assert.equal(await stand.after(0.2, alerts), HRE);
  stand.here = [VI];
  assert.equal(await stand.after(0.2, alerts), null);
});

test("without any voice the tone comes again and again", async () => {
  const [stand, alerts] = [new Stand({ here: [] }), [anAlert()]];
  assert.equal(await stand.after(0, alerts), "tone:attention");
  assert.equal(await stand.next(alerts), null);
  assert.equal(await stand.after(120, alerts), "tone:attention");
});

test("what hangs is given up after ten seconds", async () => {
  const [stand, alerts] = [new Stand(), [anAlert()]];
  await stand.after(0, alerts);
  stand.node.currentTime = 2;
  await stand.after(2, alerts);
  assert.equal(await stand.after(9, alerts), "tone:attention");
  assert.equal(await stand.after(2, alerts), VI);
});

test("begun before the page was loaded anew: the voices go on, no second beginning", async () => {
  const stand = new Stand({ heard: ["flood/1"] });
  assert.equal(await stand.after(0, [anAlert()]), VI);
});

test("behind a locked loudspeaker a round waits for the touch, and does not count as heard before", async () => {
  const [stand, alerts] = [new Stand({ isAllowed: false }), [anAlert()]];
  assert.equal(await stand.after(0, alerts), null);
  assert.equal(await stand.after(600, alerts), null);
  assert.deepEqual([stand.sound.isLocked, stand.noted, stand.node.plays], [true, [], 1]);
  stand.node.isAllowed = true;
  stand.touched.dispatchEvent(new Event("click"));
  await settled();
  assert.equal(await stand.after(0.2, alerts), "tone:attention");
  assert.deepEqual([stand.sound.isLocked, stand.noted], [false, ["flood/1"]]);
});
