import type { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './ApiProblem.ts';
import type { Live } from './live.ts';

/**
 * Tells the live connection what the page's questions find out. A tunnel that died, or a machine that slept, leaves a
 * socket that looks open for minutes: silence on any question counts for it, too.
 */
export function keepContact(client: QueryClient, live: Live): () => void {
  return client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    if (event.action.type === 'success') live.heard();
    else if (event.action.type === 'error' && isSilence(event.action.error)) live.silent();
  });
}

function isSilence(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 0;
}
