import type { BestEnd } from '../../shared/bestEnd.ts';
import { bestEndIn } from '../../shared/bestEndIn.ts';
import type { JsonObject, MetricInfo, RunDetail, RunRow } from '../../shared/run.ts';
import type { CommandIo, ExitCode } from './command.ts';
import { askJson } from './connection.ts';
import { findRun, fullId, runPath } from './findRun.ts';
import { flatten, leafText } from './flatten.ts';
import { type Paint, paintStatus } from './paint.ts';
import { jsonText, plainText, shortDuration, shortNumber, shortTime, textTable } from './plainText.ts';

/** A metric with its best value: the smallest or the largest, or null where nothing says which of them it is. */
export interface ShownMetric extends MetricInfo {
  best: number | null;
  best_step: number | null;
  best_mode: BestEnd;
}

/** `stepwell show --json`: the answers of `/api/runs/{id}` and `/metric_list`, and of each metric its best. */
export interface ShownRun {
  run: RunDetail;
  metrics: ShownMetric[];
}

export async function show({ connection, out, json, paint }: CommandIo, ref: string): Promise<ExitCode> {
  const run = await findRun(connection, ref);
  const metrics = await shownMetrics(connection, run);
  const shown: ShownRun = { run, metrics };
  await out(json ? `${jsonText(shown)}\n` : describeRun(run, metrics, paint));
  return 0;
}

export async function shownMetrics(connection: CommandIo['connection'], run: RunRow): Promise<ShownMetric[]> {
  const infos = await askJson<MetricInfo[]>(connection, `${runPath(run)}/metric_list`);
  return infos.map((info) => {
    const mode = bestEndIn(info.name, run);
    if (mode === null) return { ...info, best: null, best_step: null, best_mode: null };
    return mode === 'min'
      ? { ...info, best: info.min, best_step: info.argmin, best_mode: mode }
      : { ...info, best: info.max, best_step: info.argmax, best_mode: mode };
  });
}

function describeRun(run: RunDetail, metrics: ShownMetric[], paint: Paint): string {
  const name = paint('bold', `${plainText(run.display_id)}  ${plainText(run.alias ?? run.key ?? run.id)}`);
  const parts = [
    `${name}  ${paintStatus(paint, run.status)}\n${textTable(factsOf(run))}`,
    section('Config', leafTable(run.config), paint),
    section('Summary', leafTable(run.summary), paint),
    section('Metrics', metricsTable(metrics), paint),
    section('Data', dataOf(run), paint),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function factsOf(run: RunDetail): string[][] {
  const facts: [string, string | null][] = [
    ['id', fullId(run)],
    ['project', run.project],
    ['created', shortTime(run.created_time)],
    ['took', run.duration === null ? null : shortDuration(run.duration)],
    ['ended because', run.exit_reason],
    ['tags', run.tags.join(', ')],
    ['notes', run.notes],
    ['description', run.description],
    ['host', run.host],
    ['git commit', run.git_commit],
    ['command', run.argv?.join(' ') ?? null],
    ['best', run.best_metric_name === null ? null : `${run.best_metric_name} ${shortNumber(run.best_metric_value)}`],
    ['first NaN', run.first_nan === null ? null : `${run.first_nan.metric} at step ${run.first_nan.step ?? '-'}`],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== '');
}

function leafTable(object: JsonObject): string {
  return textTable(flatten(object).map(({ path, value }) => [path.join('.'), leafText(value)]));
}

function metricsTable(metrics: readonly ShownMetric[]): string {
  if (metrics.length === 0) return '';
  const rows = metrics.map((metric) => [
    metricName(metric),
    ...[metric.last, metric.best, metric.min, metric.max].map(shortNumber),
    String(metric.count),
    String(metric.nan + metric.pos_inf + metric.neg_inf),
    shortNumber(metric.last_step),
  ]);
  return textTable([['name', 'last', 'best', 'min', 'max', 'points', 'non-finite', 'last step'], ...rows], {
    right: [1, 2, 3, 4, 5, 6, 7],
  });
}

/** With scale and labels, where they are not the default. */
export function metricName({ name, scale, labels }: Pick<MetricInfo, 'name' | 'scale' | 'labels'>): string {
  const said = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if (scale !== 'ML_STEP') said.unshift(scale);
  return said.length === 0 ? name : `${name} {${said.join(', ')}}`;
}

/** What became of every byte, and what was counted on the way. */
function dataOf(run: RunDetail): string {
  const files = run.files.map((file) => [
    file.name,
    `${file.lines} lines`,
    `${file.size} bytes = ${file.indexed_bytes} indexed + ${file.quarantined_bytes} quarantined + ${file.pending_bytes} pending`,
  ]);
  const counted = Object.entries(run.counters)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => [name.replaceAll('_', ' '), String(count)]);
  const quarantined = run.quarantined_lines > 0 ? [['quarantined lines', String(run.quarantined_lines)]] : [];
  return textTable([...files, ...quarantined, ...counted, ...run.problems.map((problem) => ['problem', problem])]);
}

function section(title: string, text: string, paint: Paint): string {
  if (text === '') return '';
  return `${paint('bold', title)}\n${text.replace(/^(?=.)/gm, '  ')}`;
}
