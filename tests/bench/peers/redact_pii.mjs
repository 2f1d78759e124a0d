// redact-pii: it only returns redacted text, so each placeholder is aligned with what stood between the same neighbours.
import { readFileSync, writeFileSync } from "node:fs";
import pkg from "redact-pii";

const TYPES = {
  PERSON_NAME: "PERSON", EMAIL_ADDRESS: "EMAIL", PHONE_NUMBER: "PHONE", STREET_ADDRESS: "ADDRESS", ZIPCODE: "ADDRESS", CREDIT_CARD_NUMBER: "CREDIT_CARD",
  US_SOCIAL_SECURITY_NUMBER: "NATIONAL_ID", IP_ADDRESS: "IP", USERNAME: "USERNAME", PASSWORD: "SECRET", CREDENTIALS: "SECRET", DIGITS: "OTHER", URL: "OTHER",
};
let begin = performance.now();
const redactor = new pkg.SyncRedactor();
redactor.redact("warm up");
const start = (performance.now() - begin) / 1000;
const rows = readFileSync(process.argv[2], "utf8").split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line.replaceAll("§", "")));
begin = performance.now();
const redacted = rows.map((row) => redactor.redact(row.text));
const seconds = (performance.now() - begin) / 1000;
const points = (text) => [...text].length;

function spans(text, out) {
  const found = [];
  let at = 0;
  const pieces = out.split(/\b(PERSON_NAME|EMAIL_ADDRESS|PHONE_NUMBER|STREET_ADDRESS|ZIPCODE|CREDIT_CARD_NUMBER|US_SOCIAL_SECURITY_NUMBER|IP_ADDRESS|USERNAME|PASSWORD|CREDENTIALS|DIGITS|URL)\b/);
  for (let i = 0; i < pieces.length; i++) {
    if (i % 2 === 0) { at = Math.max(at, text.indexOf(pieces[i], at) + pieces[i].length); continue; }
    const next = pieces[i + 1];
    const end = next === "" ? (i + 2 >= pieces.length ? text.length : at) : text.indexOf(next, at);
    if (end > at) found.push({ start: points(text.slice(0, at)), end: points(text.slice(0, end)), type: TYPES[pieces[i]] });
    if (end > at) at = end;
  }
  return found;
}

const lines = [JSON.stringify({ seconds, start }), ...rows.map((row, i) => JSON.stringify({ id: row.id, spans: spans(row.text, redacted[i]) }))];
writeFileSync(process.argv[3], lines.join("\n") + "\n");
