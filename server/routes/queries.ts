import * as z from 'zod';
import { about, coords, decimal, labels, list, orNull, queryText, text, whole } from './parameters.ts';

/** Zod schemas of what requests about runs carry. web/ must never reach this file by value. */

const MOST_ROWS = 1_000_000_000;
const offset = about(whole(0, MOST_ROWS).default(0), 'Rows to leave out at the start.', 0);

export const runsQuery = z.object({
  ids: about(orNull(list), 'Only these runs: ids, or path/id, parted by commas or repeated.'),
  project: about(orNull(text(4096)), 'Only runs of this project.', 'digits'),
  filter: about(orNull(queryText(8_192)), 'A query: terms parted by commas, all of which hold.', 'status:finished'),
  sort: about(
    orNull(text(4096)),
    'A column, `config.<path>` or `summary.<path>`; "-" before it sorts descending.',
    '-created_time',
  ),
  limit: about(orNull(whole(0, 1_000_000)), 'Most rows of the answer; without it all.', 20),
  offset,
});

export const aboutCoords = about(
  orNull(coords),
  'Only points with these coordinates, as `episode:3` or `rl_step:10..20`, parted by commas.',
);

export const tableQuery = z.object({
  metrics: about(orNull(list), 'Names of metrics, parted by commas or repeated; without it all.', 'train/loss'),
  from: about(orNull(decimal), 'First step (or second from the start), inclusive.'),
  to: about(orNull(decimal), 'Last step (or second from the start), inclusive.'),
  downsample: about(
    orNull(whole(2, 50_000)),
    'Most buckets per metric; each keeps its first, last, minimum and maximum as real rows.',
    100,
  ),
  scale: about(orNull(text(4096)), 'Series of this scale instead of ML_STEP.'),
  labels: about(orNull(labels), 'Only series that carry all of these labels, as `key:value`.'),
  coords: aboutCoords,
});

/** Of one run's export. */
export const exportFilter = z.object({
  metrics: about(orNull(list), 'Names of metrics, parted by commas or repeated; without it all.', 'train/loss'),
  from: about(orNull(decimal), 'First step, inclusive; what has no step lies outside of any bound.'),
  to: about(orNull(decimal), 'Last step, inclusive.', 50),
});

export const pageQuery = z.object({
  offset,
  limit: about(whole(1, 10_000).default(200), 'Most rows of the answer.', 50),
});

export const writtenQuery = z.object({
  after: about(text(8_192).default(''), 'The `position` of an earlier answer: what came since.'),
  count: about(whole(1, 5_000).default(10), 'Most rows; without `after` the last ones.', 3),
});
