import type { Health } from '../../shared/health.ts';

/** @param root name of the folder that is shown. */
const snippet = (root: string): string => `import json, os, time
run = ${JSON.stringify(`${root}/demo/first-run`)}
os.makedirs(run, exist_ok=True)
with open(f"{run}/events.jsonl", "a") as events:
    for step in range(1000):
        data = {"train/loss": 1 / (step + 1), "global_step": step}
        events.write(json.dumps({"ts": time.time(), "type": "metrics", "data": data}) + "\\n")
        events.flush()
        time.sleep(0.01)`;

/** No run was found: says what was looked at, what was recognised, and how to make a first run. */
export function EmptyState({ health }: { health: Health | undefined }) {
  if (health === undefined) return <p className="shell-note">Looking for runs …</p>;
  const unreadable = Object.entries(health.unreadable);
  return (
    <div className="empty">
      <h1>{health.indexing.indexing ? 'Looking for runs …' : 'No runs here yet'}</h1>
      <p>
        Looked into {health.roots.map((root) => root.name).join(', ')}: a folder is a run when it holds{' '}
        <code>events.jsonl</code>, <code>meta.json</code> or <code>status.json</code>, at any depth.
      </p>
      {unreadable.length > 0 && (
        <p>
          Found, and not readable yet: {unreadable.map(([format, count]) => `${count} × ${format}`).join(', ')}. These
          files are left as they are.
        </p>
      )}
      {health.roots.some((root) => !root.reachable) && (
        <p className="empty-bad">A folder cannot be reached. Check the path and the permissions.</p>
      )}
      <p>Paste this into Python, started beside the folder; the run appears here while it is being written:</p>
      <pre>{snippet(health.roots[0]?.name ?? 'runs')}</pre>
    </div>
  );
}
