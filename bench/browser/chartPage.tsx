import { createRoot } from 'react-dom/client';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import '../../web/styles/base.css';
import '../../web/styles/tokens.css';
import type { SeriesRequest } from '../../shared/series.ts';
import { MetricCard } from '../../web/charts/MetricCard.tsx';
import type { ChartRun, ChartView } from '../../web/charts/types.ts';
import { syntheticAnswer, type Walk, walk } from './syntheticSeries.ts';

export interface Shape {
  charts: number;
  runs: number;
  points: number;
}

declare global {
  interface Window {
    /** Milliseconds from mount to the frame after the lines were painted. */
    measure(kind: 'card' | 'uplot', shape: Shape): Promise<number>;
  }
}

const HEIGHT = 240;
const VIEW: ChartView = {
  x: 'step',
  smoothing: { kind: 'none' },
  zoom: null,
  logX: false,
  logY: false,
  outliers: true,
  y: [null, null],
  grouping: null,
};
const walks = new Map<string, Walk>();
const answers = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

function walkOf(run: string, metric: string, points: number): Walk {
  const key = `${run} ${metric} ${points}`;
  const known = walks.get(key) ?? walk(walks.size + 1, points);
  walks.set(key, known);
  return known;
}

/** The server's part is left out: an answer is made when it is first asked for, and the measured rounds get it from memory. */
function serveFromMemory(points: number): void {
  window.fetch = async (_input, init) => {
    const body = String(init?.body);
    const key = `${points} ${body}`;
    const made =
      answers.get(key) ??
      Promise.resolve(
        syntheticAnswer(JSON.parse(body) as SeriesRequest, (run, metric) =>
          walkOf(run, metric, points),
        ) as Uint8Array<ArrayBuffer>,
      );
    answers.set(key, made);
    return new Response(await made);
  };
}

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

function painted(canvas: HTMLCanvasElement): boolean {
  return canvas.dataset.lines !== undefined && canvas.dataset.lines !== '0';
}

async function mountCards(host: HTMLElement, shape: Shape): Promise<() => void> {
  serveFromMemory(shape.points);
  const runs: ChartRun[] = Array.from({ length: shape.runs }, (_, index) => ({
    id: `run-${index}`,
    name: `run ${index}`,
    color: `var(--run-${index % 8})`,
    dash: index < 8 ? [] : [6, 3],
    version: '1',
    annotated: 0,
    metrics: shape.charts,
  }));
  const root = createRoot(host);
  const metrics = Array.from({ length: shape.charts }, (_, index) => `metric-${index}`);
  root.render(
    metrics.map((metric) => (
      <MetricCard
        key={metric}
        metric={metric}
        runs={runs}
        view={VIEW}
        onOwn={() => undefined}
        full={false}
        onFull={() => undefined}
        onView={() => undefined}
        height={HEIGHT}
        syncKey="step"
      />
    )),
  );
  for (;;) {
    await nextFrame();
    const canvases = [...host.querySelectorAll<HTMLCanvasElement>('canvas[role=img]')];
    if (canvases.length === shape.charts && canvases.every(painted)) return () => root.unmount();
  }
}

async function mountUplots(host: HTMLElement, shape: Shape): Promise<() => void> {
  const style = getComputedStyle(document.documentElement);
  const plots: uPlot[] = [];
  for (let chart = 0; chart < shape.charts; chart++) {
    const lines = Array.from({ length: shape.runs }, (_, run) => walkOf(`run-${run}`, `metric-${chart}`, shape.points));
    const slot = host.appendChild(document.createElement('div'));
    const plot = new uPlot(
      {
        width: slot.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        scales: { x: { time: false } },
        series: [
          {},
          ...lines.map((_, run) => ({ stroke: style.getPropertyValue(`--run-${run % 8}`).trim(), width: 1.5 })),
        ],
      },
      [lines[0]!.x, ...lines.map(({ y }) => y)] as unknown as uPlot.AlignedData,
      slot,
    );
    plots.push(plot);
  }
  await nextFrame();
  return () => {
    for (const plot of plots) plot.destroy();
  };
}

window.measure = async (kind, shape) => {
  const host = document.body.appendChild(document.createElement('div'));
  host.style.cssText = 'display:grid;grid-template-columns:repeat(3,1fr);gap:8px;height:100%;overflow:auto';
  for (let chart = 0; chart < shape.charts; chart++)
    for (let run = 0; run < shape.runs; run++) walkOf(`run-${run}`, `metric-${chart}`, shape.points);
  await nextFrame();
  await nextFrame();
  const start = performance.now();
  const unmount = kind === 'card' ? await mountCards(host, shape) : await mountUplots(host, shape);
  // Both end in the callbacks of the first frame that has everything: behind them comes its paint, and behind that the next task.
  await new Promise((resolve) => setTimeout(resolve));
  const took = performance.now() - start;
  unmount();
  host.remove();
  await nextFrame();
  return took;
};
