const waiting = new Set<() => void>();

/** Runs in the next frame; in a tab that nobody sees, once somebody does, however often it was asked for. */
export function whenSeen(run: () => void): void {
  if (document.hidden) waiting.add(run);
  else requestAnimationFrame(run);
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  const runs = [...waiting];
  waiting.clear();
  for (const run of runs) run();
});
