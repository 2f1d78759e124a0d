// npm's sentiment (AFINN): comparative at .15 and beyond.
import { readFileSync, writeFileSync } from "node:fs";
import Sentiment from "sentiment";

const [, , file, out] = process.argv;
const begin = performance.now();
const sentiment = new Sentiment();
const rows = readFileSync(file, "utf8").split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line));
const start = (performance.now() - begin) / 1000;
const before = performance.now();
const found = rows.map((row) => {
  const { comparative } = sentiment.analyze(row.user);
  return comparative >= 0.15 ? ["positive"] : comparative <= -0.15 ? ["aware_no_correction"] : [];
});
const seconds = (performance.now() - before) / 1000;
writeFileSync(out, [{ seconds, start }, ...rows.map((row, place) => ({ id: row.id, labels: found[place] }))].map((line) => JSON.stringify(line)).join("\n") + "\n");
