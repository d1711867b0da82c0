// One alert revision as it came, when it is in force, and in which order several stand.
// Mirrors content/alert.py.
import { TrustError } from "../trust/bytes.js";
import { readInstant, readInteger, readList, readName, readObject, readText } from "../trust/fields.js";
import { matches } from "./targeting.js";

const SEVERITIES = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"];

/** Read a verified payload. Throws TrustError (malformed). */
export function readAlert(payload, digest) {
  return {
    id: readName(payload, "id"),
    identifier: readName(payload, "identifier"),
    revision: readInteger(payload, "revision", 1),
    sequence: readInteger(payload, "sequence"),
    isDrill: readChoice(payload, "status", ["Actual", "Exercise"]) === "Exercise",
    isCancelled: readChoice(payload, "state", ["in_force", "cancelled"]) === "cancelled",
    targets: readObject(payload, "targets"),
    issuedAt: readInstant(payload, "issued_at"),
    effective: readInstant(payload, "effective"),
    expires: readInstant(payload, "expires"),
    event: readText(payload, "event"),
    category: readText(payload, "category"),
    severity: readText(payload, "severity"),
    riskLevel: payload.risk_level === null || payload.risk_level === undefined ? null : readInteger(payload, "risk_level"),
    info: readList(payload, "info").map(readInfo),
    urgency: readText(payload, "urgency"),
    sound: typeof payload.sound === "string" ? payload.sound : null,
    media: payload.media === null || payload.media === undefined ? {} : readObject(payload, "media"),
    sender: readText(payload, "sender"),
    isSilent: payload.silent === true,
    isTest: payload.unseen === true && payload.status === "Exercise",
    isBareTest: payload.unseen === true && payload.silent === true && payload.status === "Exercise",
    digest,
  };
}

function readChoice(payload, name, choices) {
  if (choices.indexOf(payload[name]) < 0) throw new TrustError("malformed", name);
  return payload[name];
}

function readInfo(value) {
  if (typeof value !== "object" || value === null) throw new TrustError("malformed", "info");
  return {
    language: readText(value, "language"), headline: readText(value, "headline"),
    description: readText(value, "description"), instruction: readText(value, "instruction"),
    audio: typeof value.audio === "string" ? value.audio : null,
  };
}

export const isInForce = (alert, identity, atMs) => !alert.isCancelled
  && alert.effective <= atMs && atMs < alert.expires && matches(alert.targets, identity);

const begins = (alert) => Math.max(alert.issuedAt, alert.effective);

function rank(alert) {
  const place = SEVERITIES.indexOf(alert.severity);
  return [alert.isDrill ? 1 : 0, place < 0 ? SEVERITIES.length : place, -alert.sequence];
}

function byRank(one, other) {
  const [left, right] = [rank(one), rank(other)];
  const place = left.findIndex((value, index) => value !== right[index]);
  return place < 0 ? (one.id < other.id ? -1 : 1) : left[place] - right[place];
}

/** Real ones before drills, the gravest first, then the newest. */
export const precedence = (alerts) => alerts.slice().sort(byRank);

/** Those that may take the glass, by precedence: a drill stands back while there is a real alert, a test is never seen. */
export function standing(alerts) {
  const ordered = precedence(alerts.filter((alert) => !alert.isTest));
  return ordered.filter((alert) => alert.isDrill === ordered[0].isDrill);
}

/** The order of turns: the newest first when it comes, then by precedence; drills wait. */
export function turns(alerts) {
  const ordered = standing(alerts);
  const latest = ordered.reduce((best, alert) => (
    !best || begins(alert) - begins(best) > 0
      || (begins(alert) === begins(best) && alert.sequence > best.sequence) ? alert : best), null);
  return latest ? [latest].concat(ordered.filter((alert) => alert !== latest)) : [];
}
