// Checks a letter where its reader is: the seal behind the # against the corporation's published
// key, by WebCrypto. The key comes with the page; from then on a signature is checked without a
// network. How the letter stands today is asked afterwards, and only then.

const NAMES = { n: "number", k: "kind", e: "establishment", i: "issued_on", v: "valid_until" };
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const HASHED = { name: "ECDSA", hash: "SHA-256" };
const SIGNATURE_BYTES = 64;

const outcome = document.getElementById("outcome");
const language = document.documentElement.lang;
const locale = language === "ar" ? "ar-JO-u-nu-latn" : "en-GB";
const keys = fetch(outcome.dataset.keys).then((answer) => answer.json());
keys.catch(() => undefined); // told where it is needed: the form on the page works without it

class DoesNotHold extends Error {}
class NoKeys extends Error {}

// base64url without padding, in its only right form: unused bits at the end must be zero, or one
// seal could be written in several ways.
function decoded(part) {
  const plain = part.replaceAll("-", "+").replaceAll("_", "/");
  let content;
  try {
    content = atob(plain);
  } catch {
    throw new DoesNotHold("not base64url");
  }
  if (/[+/=\s]/.test(part) || btoa(content).replace(/=+$/, "") !== plain) {
    throw new DoesNotHold("not the right form of base64url");
  }
  return Uint8Array.from(content, (character) => character.charCodeAt(0));
}

function documentIn(part) {
  try {
    return Object(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(decoded(part))));
  } catch {
    throw new DoesNotHold("not JSON");
  }
}

async function keyFor(header) {
  if (header.alg !== "ES256" || header.typ !== "letter") throw new DoesNotHold("no seal of a letter");
  let known;
  try {
    known = (await keys).keys.find((key) => key.kid === header.kid);
    if (!known) throw new DoesNotHold("an unknown key");
    return await crypto.subtle.importKey("jwk", known, CURVE, false, ["verify"]);
  } catch (error) {
    throw error instanceof DoesNotHold ? error : new NoKeys(String(error));
  }
}

export async function verified(seal) {
  const parts = seal.split(".");
  if (parts.length !== 3) throw new DoesNotHold("three parts are expected");
  const [header, claims, signature] = parts;
  const key = await keyFor(documentIn(header));
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  const bytes = decoded(signature);
  if (bytes.length !== SIGNATURE_BYTES || !(await crypto.subtle.verify(HASHED, key, bytes, signed))) {
    throw new DoesNotHold("the signature does not fit");
  }
  return documentIn(claims);
}

// How it stands today; null where it cannot be asked (no network, too many questions).
async function standing(said) {
  const where = `${outcome.dataset.ask}/${encodeURIComponent(said.n)}`;
  try {
    const answer = await fetch(`${where}?hash=${encodeURIComponent(said.h)}`, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function worded(name, value) {
  if (name === "checked_at") {
    const how = { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Amman", hourCycle: "h23" };
    return new Intl.DateTimeFormat(locale, how).format(new Date(value));
  }
  if (!/_(on|until)$/.test(name)) return value;
  const how = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale, how).format(new Date(`${value}T00:00:00Z`));
}

function show(kind, facts) {
  const part = document.getElementById(`outcome-${kind}`).content.cloneNode(true);
  for (const place of part.querySelectorAll("[data-fact]")) {
    const name = place.dataset.fact;
    place.textContent = worded(name, facts[name] ?? "");
  }
  outcome.replaceChildren(part);
}

function inWords(said) {
  return Object.fromEntries(Object.entries(NAMES).map(([short, name]) => [name, said[short]]));
}

async function outcomeOf(seal) {
  let said;
  try {
    said = await verified(seal);
  } catch (error) {
    return [error instanceof NoKeys ? "keyless" : "forged", {}];
  }
  const now = await standing(said);
  if (now === null) return ["signed", inWords(said)];
  return [now.state, { ...inWords(said), ...now, holder: now[`holder_${language}`] }];
}

async function check() {
  const seal = location.hash.slice(1);
  for (const link of document.querySelectorAll("header a[lang]")) link.hash = location.hash;
  if (!seal) return;
  show("checking", {});
  const [kind, facts] = await outcomeOf(seal);
  if (location.hash.slice(1) === seal) show(kind, facts); // else another one has come meanwhile
}

addEventListener("hashchange", check);
await check();
