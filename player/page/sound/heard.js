// Which alert revisions were called out on this board, so that each begins once: kept in the
// browser, and on an agent's page told to the agent, whose browsers forget. Mirrors player/heard_log.py.
import { RejectedError } from "../link/http.js";

const MOST_REMEMBERED = 1000;

export class Heard {
  /**
   * @param {{agents: () => string[]|null, tell: (revisions: Array<[string, number]>) => Promise, refused: (error) => void}} road
   *   agents: what the page's own agent says was called out; null: there is none
   */
  constructor(store, road) {
    const kept = store.read("heard");
    Object.assign(this, { store, road, revisions: Array.isArray(kept) ? kept : [], untold: [], isTelling: false });
  }

  /** Was this revision, as `revisionOf` names it, called out before? */
  has(revision) {
    return this.revisions.indexOf(revision) >= 0 || (this.road.agents() || []).indexOf(revision) >= 0;
  }

  /** Write down that it was; once. */
  note(revision) {
    if (this.revisions.indexOf(revision) >= 0) return;
    this.revisions = this.revisions.concat(revision).slice(-MOST_REMEMBERED);
    this.store.write("heard", this.revisions);
    this.untold = this.untold.concat(revision);
    this.tellAgent();
  }

  /** Tell the agent what it does not know yet; what it could not be told waits for its next answer. */
  async tellAgent() {
    const known = this.road.agents();
    if (known === null || this.isTelling) return;
    const told = this.untold.filter((revision) => known.indexOf(revision) < 0);
    this.untold = told;
    if (!told.length) return;
    this.isTelling = true;
    try {
      await this.road.tell(told.map(pairOf));
      this.wasTold(told);
    } catch (error) {
      if (error instanceof RejectedError) this.wasTold(told);
      this.road.refused(error);
    } finally {
      this.isTelling = false;
    }
  }

  wasTold(revisions) {
    this.untold = this.untold.filter((revision) => revisions.indexOf(revision) < 0);
  }
}

function pairOf(revision) {
  const place = revision.lastIndexOf("/");
  return [revision.slice(0, place), Number(revision.slice(place + 1))];
}
