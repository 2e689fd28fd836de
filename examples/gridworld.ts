/**
 * Q-learning in a small windy grid, logged with Stepwell: a metric per update, per episode and per step of the environment.
 *
 *   npm run build && npx esbuild examples/gridworld.ts --bundle --platform=node --format=esm --outfile=gridworld.mjs
 *   node gridworld.mjs --episodes 200 --root runs
 *
 * With Node 22.18 or later `node examples/gridworld.ts` does.
 */
import { parseArgs } from 'node:util';
import {
  annotate,
  close,
  init,
  log,
  logRlEnvironmentStep,
  logRlEpisode,
  logRlStep,
  setStage,
  summary,
} from 'stepwell/client';

interface Place {
  x: number;
  y: number;
}

const WIDTH = 10;
const HEIGHT = 7;
/** How far the wind lifts whoever leaves a column (Sutton and Barto, example 6.5). */
const WIND = [0, 0, 0, 1, 1, 1, 2, 2, 1, 0];
const START: Place = { x: 0, y: 3 };
const GOAL: Place = { x: 7, y: 3 };
const MOVES = [
  { x: 0, y: -1 },
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
];
const MOST_STEPS = 500;

const { values: given } = parseArgs({
  options: {
    episodes: { type: 'string', default: '200' },
    root: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const config = { rate: 0.5, explore: 0.1, discount: 1, episodes: Number(given.episodes), seed: Number(given.seed) };

await init({
  projectName: 'gridworld',
  runName: `windy-s${config.seed}`,
  config,
  ...(given.root === undefined ? {} : { root: given.root }),
});
const chance = generator(config.seed);
const values = Array.from({ length: WIDTH * HEIGHT }, () => MOVES.map(() => 0));
let updates = 0;
let shortest = MOST_STEPS;
setStage('explore');
for (let episode = 0; episode < config.episodes; episode++) {
  const steps = play(episode);
  logRlEpisode('return', -steps, { rlStep: updates, episode });
  if (steps < shortest) annotate(`reached the goal in ${steps} steps`, { step: updates });
  shortest = Math.min(shortest, steps);
  if (episode % 10 === 9) log('evaluation/steps', greedySteps(), { step: episode, evaluation: true });
}
await summary({ shortest, greedy: greedySteps() });
await close();

/** One episode from the start to the goal; gives its length. */
function play(episode: number): number {
  let at = START;
  for (let step = 1; step <= MOST_STEPS; step++) {
    const move = chance() < config.explore ? Math.floor(chance() * MOVES.length) : best(at);
    const next = after(at, move);
    const row = valuesAt(at);
    const target = isGoal(next) ? -1 : -1 + config.discount * Math.max(...valuesAt(next));
    const error = target - (row[move] as number);
    row[move] = (row[move] as number) + config.rate * error;
    logRlStep('td_error', error, { step: updates });
    if (step % 10 === 0) logRlEnvironmentStep('column', next.x, { rlStep: updates, episode, envId: 'windy' });
    updates++;
    if (isGoal(next)) return step;
    at = next;
  }
  return MOST_STEPS;
}

/** How long the way is that the values point out, without any exploring. */
function greedySteps(): number {
  let at = START;
  for (let step = 1; step <= MOST_STEPS; step++) {
    at = after(at, best(at));
    if (isGoal(at)) return step;
  }
  return MOST_STEPS;
}

function after(at: Place, move: number): Place {
  const by = MOVES[move] as Place;
  const wind = WIND[at.x] as number;
  return { x: between(at.x + by.x, WIDTH - 1), y: between(at.y + by.y - wind, HEIGHT - 1) };
}

function best(at: Place): number {
  const row = valuesAt(at);
  return row.indexOf(Math.max(...row));
}

function valuesAt({ x, y }: Place): number[] {
  return values[y * WIDTH + x] as number[];
}

function isGoal({ x, y }: Place): boolean {
  return x === GOAL.x && y === GOAL.y;
}

function between(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

/** Numbers between 0 and 1 that the seed determines (Park and Miller's minimal standard). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
