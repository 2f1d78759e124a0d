// Times the scrubber in WASM: node wasm.mjs GLUE.js ROWS.jsonl. Out: one line of JSON.
// Rows one by one and all as one text: the best of seven; a message of 5 MB, made of the rows: once, whole.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [glue, file] = process.argv.slice(2);
const { find, scrub } = createRequire(import.meta.url)(resolve(glue));
const rows = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line).text);
const whole = rows.join("\n\n");
const bytes = Buffer.byteLength(whole);

const seconds = (work) => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};
const rate = (work) => bytes / 1e6 / Math.min(...Array.from({ length: 7 }, () => seconds(work)));

const first = seconds(() => find(rows[0]));
const copies = Math.ceil(5e6 / (bytes + 2));
const long = Array(copies).fill(whole).join("\n\n");
const message = seconds(() => scrub(long));
const each = (work) => () => rows.forEach((row) => work(row));
console.log(JSON.stringify({
  first,
  findRows: rate(each(find)), findWhole: rate(() => find(whole)),
  scrubRows: rate(each(scrub)), scrubWhole: rate(() => scrub(whole)),
  messageBytes: Buffer.byteLength(long), message,
}));
