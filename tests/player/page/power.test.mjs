import assert from "node:assert/strict";
import { test } from "node:test";
import { isPowered, powerOrder } from "../../../player/page/state/power.js";
import { instantMs } from "../../../player/page/time/instant.js";
import { vectors } from "./vectors.mjs";

const { cases, refused } = vectors("power");
cases.forEach((one) => {
  test(`power: ${one.name}`, () => {
    const order = powerOrder(one.command, one.planned, instantMs(one.at));
    one.then.forEach(([at, planned, isOn]) => assert.equal(isPowered(order, planned, instantMs(at)), isOn, at));
  });
});

refused.forEach((command) => {
  test(`power: ${JSON.stringify(command)} is no command`, () => {
    assert.equal(powerOrder(command, true, 0), undefined);
  });
});
