import assert from "node:assert/strict";
import { test } from "node:test";
import { brightnessAt, powerAt, volumeAt } from "../../../player/page/state/hours.js";
import { instantMs } from "../../../player/page/time/instant.js";
import { vectors } from "./vectors.mjs";

const { manifests, cases } = vectors("hours");
cases.forEach((one) => {
  test(`hours: ${one.name}`, () => {
    const at = instantMs(one.at);
    assert.equal(volumeAt(manifests[one.manifest], at), one.volume);
    assert.equal(brightnessAt(manifests[one.manifest], at), one.brightness);
    assert.equal(powerAt(manifests[one.manifest], at), one.power);
  });
});
