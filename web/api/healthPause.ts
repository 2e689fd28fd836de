/** Milliseconds between two looks at the server's health. */
export const HEARTBEAT = 15_000;

/** Reading that is over within a moment is no news: who heard of its beginning has to ask for its end. */
const WHILE_INDEXING = 1_000;

/** Milliseconds until health is asked for again. */
export function healthPause(health: { indexing: { indexing: boolean } } | undefined): number {
  return health?.indexing.indexing === true ? WHILE_INDEXING : HEARTBEAT;
}
