import { newEngineThread } from './engine/newEngineThread.ts';

/**
 * The entry. What takes longest comes first: the engine's thread boots while the rest of the program is being loaded, and
 * waits to be told what to serve.
 */
const thread = newEngineThread();
const { serve } = await import('./serve.ts');
await serve(process.argv.slice(2), thread);
