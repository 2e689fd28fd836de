/** Folder names that a walk skips because they belong to a store or a run. */
const SKIPPED = new Set([
  'media',
  'node_modules',
  'archive',
  'artifacts',
  'index',
  '__pycache__',
  'wandb',
  'mlruns',
  'runs',
]);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNSAFE = /[\x00-\x1f\x7f/\\:*?"<>|]/gu;
const LONGEST_BYTES = 200;

/**
 * A name as one folder name: what a file system refuses becomes "-", a name that readers skip gets a "_" in front. The same
 * as the clients' (shared/fixtures/golden/folders.json).
 */
export function segment(name: string): string {
  const letters = [...name.replace(UNSAFE, '-').replace(/[. ]+$/, '')];
  while (new TextEncoder().encode(letters.join('')).length > LONGEST_BYTES) letters.pop();
  const safe = letters.join('');
  return safe === '' || safe.startsWith('.') || SKIPPED.has(safe) ? `_${safe}` : safe;
}
