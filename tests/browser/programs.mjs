// The programs that a test of pages runs beside its browser.
import { spawn } from 'node:child_process';

const PATIENCE_MS = 120_000;

/** Starts a program and waits until it has said `sign`. Out: its process. */
export function started(program, words, sign, env = process.env) {
  const process_ = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'], env });
  return new Promise((ready, failed) => {
    let said = '';
    process_.stdout.on('data', (text) => {
      said += text;
      if (said.includes(sign)) ready(process_);
    });
    process_.once('close', (code) => failed(new Error(`${program} ended with ${code}`)));
  });
}

/** Runs a program to its end and gives what it said. */
export function ran(program, words) {
  return new Promise((done, failed) => {
    const process_ = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '', complaint = '';
    process_.stdout.on('data', (text) => { said += text; });
    process_.stderr.on('data', (text) => { complaint += text; });
    process_.once('close', (code) => (code === 0 ? done(said) : failed(new Error(`${program} ${words[0]}: ${complaint}`))));
  });
}

/** Asks until the answer is a good one, and gives it. `what` never came may also be told by a function, which is asked then. */
export async function until(what, ask) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await new Promise((later) => setTimeout(later, 100))) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`never came: ${typeof what === 'function' ? what() : what}`);
}
