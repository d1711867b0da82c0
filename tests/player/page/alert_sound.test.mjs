import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_ROUNDS, advance } from "../../../player/page/sound/alert_rounds.js";
import { voiceFiles, voiced } from "../../../player/page/sound/alert_sound.js";
import { toneSamples } from "../../../player/page/sound/alert_tone.js";
import { wav } from "../../../player/page/sound/wav.js";
import { readAlert } from "../../../player/page/state/alert.js";
import { vectors } from "./vectors.mjs";

const { facts, rounds, tones } = vectors("alert_sound");

function factOf(alert) {
  const found = voiced(alert);
  const files = voiceFiles(alert);
  const voices = Object.fromEntries(Object.keys(files).map((name) => [name, files[name].bytes]));
  return found && { tone: found.tone, voices, again_s: found.againS };
}

facts.forEach((one) => {
  test(`how an alert is heard: ${one.name}`, () => {
    assert.deepEqual(factOf(readAlert(one.alert, "d")), one.expect);
    if (one.expect) assert.deepEqual(voiced(readAlert(one.alert, "d")).voices, Object.keys(one.expect.voices));
  });
});

rounds.forEach((one) => {
  test(`rounds: ${one.name}`, () => {
    let now = NO_ROUNDS;
    one.steps.forEach((step) => {
      const alerts = Object.keys(step.alerts).map((revision) => {
        const { tone, voices, again_s: againS } = step.alerts[revision];
        return { revision, tone, voices, againS };
      });
      now = advance(now, alerts, {
        atS: step.at_s, isHeard: (name) => step.heard.includes(name), isHere: (name) => step.here.includes(name), isOver: step.over,
      });
      assert.deepEqual(now.current && [now.current, now.parts[0]], step.hears, `at ${step.at_s} s`);
    });
  });
});

Object.keys(tones).forEach((tone) => {
  test(`the tone ${tone} is the same on every board`, () => {
    const made = toneSamples(tone);
    assert.equal(made.length, tones[tone].samples);
    tones[tone].some.forEach(([place, sample]) => assert.ok(Math.abs(made[place] - sample) <= 1, `${place}: ${made[place]}`));
  });
});

test("a tone is a whole WAV file of 16 bits", () => {
  const bytes = wav([0, 1000, -1000], 16000);
  const view = new DataView(bytes.buffer);
  const text = (from, to) => String.fromCharCode(...bytes.slice(from, to));
  assert.deepEqual([text(0, 4), text(8, 16), text(36, 40)], ["RIFF", "WAVEfmt ", "data"]);
  assert.deepEqual([view.getUint32(4, true), view.getUint32(40, true)], [bytes.length - 8, bytes.length - 44]);
  assert.deepEqual([view.getUint16(20, true), view.getUint32(24, true), view.getUint32(28, true), view.getUint16(34, true)], [1, 16000, 32000, 16]);
  assert.deepEqual([44, 46, 48].map((at) => view.getInt16(at, true)), [0, 1000, -1000]);
});
