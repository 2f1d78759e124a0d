// What part of a page's main thread the lens takes, by samples of what runs there: a busy machine slows both alike.
export async function shareOfLens(page, milliseconds) {
  const session = await page.createCDPSession();
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 250 });
  const before = await page.evaluate('globalThis.steps ?? 0');
  await session.send('Profiler.start');
  await new Promise((next) => setTimeout(next, milliseconds));
  const { profile } = await session.send('Profiler.stop');
  const steps = (await page.evaluate('globalThis.steps ?? 0')) - before;
  await session.detach();
  const nodes = new Map(profile.nodes.map((node) => [node.id, { ...node, ofLens: node.callFrame.url.endsWith('/lens.js') }]));
  const spread = (node) => (node.children ?? []).forEach((id) => {
    const child = nodes.get(id);
    child.ofLens ||= node.ofLens;
    spread(child);
  });
  spread(nodes.get(profile.nodes[0].id));
  let whole = 0, ofLens = 0;
  profile.samples.forEach((id, at) => {
    whole += profile.timeDeltas[at];
    if (nodes.get(id).ofLens) ofLens += profile.timeDeltas[at];
  });
  return { share: ofLens / whole, steps };
}
