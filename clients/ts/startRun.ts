import { gitFacts, processFacts, writeDiff } from './facts.ts';
import { FolderSink } from './folderSink.ts';
import { HttpSink } from './httpSink.ts';
import type { JsonObject } from './jsonFile.ts';
import { refuseUnknown } from './knownOptions.ts';
import { Reporter } from './reporter.ts';
import { Run } from './run.ts';
import { type RunOptions, type Settings, settingsOf } from './settings.ts';
import type { Sink } from './sink.ts';

export const KNOWN: Readonly<Record<keyof RunOptions, true>> = {
  apiKey: true,
  workspaceName: true,
  projectName: true,
  runName: true,
  experimentName: true,
  resumeStrategy: true,
  backpressureStrategy: true,
  errorStrategy: true,
  closeStrategy: true,
  logLevel: true,
  aggregationRules: true,
  config: true,
  numDispatchWorkers: true,
  ingestionUrl: true,
  server: true,
  root: true,
  tags: true,
  description: true,
  eventQueueMaxSize: true,
  captureConsole: true,
  systemMetrics: true,
};

/**
 * Opens a run, or resumes the one of this name: into a folder, or on a server where `server` is given. Nothing is printed, no
 * console captured and no hook installed unless asked for. Rejects with OptionError, RunExistsError, ServerError.
 */
export async function startRun(options: RunOptions = {}, env: NodeJS.ProcessEnv = process.env): Promise<Run> {
  refuseUnknown(options, KNOWN, 'startRun');
  const settings = settingsOf(options, env);
  const reporter = reporterOf(settings);
  return new Run(settings, await openSink(settings, reporter), reporter);
}

export function reporterOf({ errors, logLevel, errorQueueSize }: Settings): Reporter {
  return new Reporter(errors, logLevel, errorQueueSize);
}

export async function openSink(settings: Settings, reporter: Reporter): Promise<Sink> {
  const { facts, diff } = gitFacts(process.cwd());
  if (settings.delivery !== null)
    return await HttpSink.start(
      settings,
      settings.delivery,
      reporter,
      runFacts(settings, facts),
      diff.toString('utf8'),
    );
  const sink = new FolderSink(settings, reporter, runFacts(settings, facts));
  writeDiff(sink.place, diff);
  return sink;
}

/** What meta.json says of the run. What was not given is left out, so that a resume keeps what was there. */
export function runFacts(settings: Settings, git: JsonObject | null): JsonObject {
  const { run, workspace, project, experiment, folderPath, folderId, description, tags, config } = settings;
  const given = {
    key: run,
    alias: run,
    workspace,
    project: folderPath === null && folderId === null ? project : null,
    experiment,
    description,
    tags: tags.length === 0 ? null : tags,
    config,
    aggregation_rules: settings.aggregationRules,
    git,
  };
  const kept = Object.entries(given).filter(([, value]) => value !== null);
  return { ...processFacts(), client: 'stepwell-typescript', ...Object.fromEntries(kept) };
}
