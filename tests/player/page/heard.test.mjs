// What was called out is remembered where the page is, and by its agent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiptBook } from "../../../player/page/link/receipts.js";
import { RejectedError, UnreachableError } from "../../../player/page/link/http.js";
import { Heard } from "../../../player/page/sound/heard.js";

class Shelf {
  constructor() {
    this.kept = {};
  }

  read(name) {
    return this.kept[name] === undefined ? null : JSON.parse(this.kept[name]);
  }

  write(name, value) {
    this.kept[name] = JSON.stringify(value);
  }
}

/** One page's memory, and the agent behind it if there is one. */
function aPage(shelf, agents = null) {
  const page = { told: [], refusals: [], agents, failure: null };
  page.heard = new Heard(shelf, {
    agents: () => page.agents, refused: (error) => page.refusals.push(error),
    tell: async (revisions) => {
      page.told.push(revisions);
      if (page.failure) throw page.failure;
    },
  });
  return page;
}

test("what was called out is known after a reload, each revision for itself, and no agent is told", () => {
  const shelf = new Shelf();
  const first = aPage(shelf);
  first.heard.note("flood/1");
  first.heard.note("flood/1");
  const { heard } = aPage(shelf);
  assert.deepEqual(["flood/1", "flood/2", "storm/1"].map((name) => heard.has(name)), [true, false, false]);
  assert.deepEqual([first.told, heard.revisions], [[], ["flood/1"]]);
});

test("a list that is none is begun anew, and the oldest are forgotten", () => {
  const shelf = new Shelf();
  shelf.write("heard", { junk: 1 });
  const { heard } = aPage(shelf);
  for (let count = 0; count <= 1000; count += 1) heard.note(`a/${count}`);
  assert.deepEqual([heard.has("a/0"), heard.has("a/1"), heard.has("a/1000")], [false, true, true]);
});

test("a browser that forgets has it from its agent, which is told each revision once", async () => {
  const page = aPage(new Shelf(), ["flood/1"]);
  assert.equal(page.heard.has("flood/1"), true);
  page.heard.note("flood/1");
  page.heard.note("a/b/2");
  await page.heard.tellAgent();
  assert.deepEqual(page.told, [[["a/b", 2]]]);
});

test("an agent that could not be told is told again, one that refuses is not", async () => {
  const page = aPage(new Shelf(), []);
  page.failure = new UnreachableError("away");
  page.heard.note("flood/1");
  await new Promise((resolve) => setTimeout(resolve));
  page.failure = new RejectedError(403, "forbidden");
  await page.heard.tellAgent();
  await page.heard.tellAgent();
  assert.deepEqual(page.told, [[["flood", 1]], [["flood", 1]]]);
  assert.deepEqual(page.refusals.map((error) => error.constructor), [UnreachableError, RejectedError]);
});

test("what the agent knows to be painted is not told again, and its end is", () => {
  const keys = { sign: () => new Uint8Array(64) };
  const time = { now: () => ({ at: 0, trusted: true }) };
  const book = new ReceiptBook(new Shelf(), keys, "b1", time);
  const alert = { id: "flood", revision: 1 };
  book.know(["flood/1"], "painted");
  assert.equal(book.note(alert, "painted"), false);
  assert.equal(book.has(alert, "painted") && book.note(alert, "ended"), true);
  assert.deepEqual(book.waiting.map(({ state }) => state), ["ended"]);
});
