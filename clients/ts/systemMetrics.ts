import { execFile } from 'node:child_process';
import { readFileSync, statfsSync } from 'node:fs';
import { cpus, freemem, loadavg, totalmem } from 'node:os';

/** Name (which carries its unit), value, labels. */
export type Reading = [name: string, value: number, labels?: Record<string, string>];

const GPU_QUERY = 'index,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw';
const GPU_NAMES = [
  'gpu/utilization_percent',
  'gpu/memory_used_mib',
  'gpu/memory_total_mib',
  'gpu/temperature_celsius',
  'gpu/power_watts',
];
const GPU_MS = 5_000;
const GIB = 2 ** 30;

/** Readings of the machine; what cannot be read here is left out. CPU values are means since the last reading. */
export class SystemReader {
  readonly #disk: string;
  #cpu = cpuTicks();
  #process = processTime();
  #smi: string | null;

  /** `disk` is a folder on the disk to watch; `smi` the command that knows the GPUs. */
  constructor(disk: string, smi = 'nvidia-smi') {
    this.#disk = disk;
    this.#smi = smi;
  }

  async read(): Promise<Reading[]> {
    return [...this.#readCpu(), ...readMemory(), ...readDisk(this.#disk), ...(await this.#readGpus())];
  }

  #readCpu(): Reading[] {
    const [now, before, process_, processBefore] = [cpuTicks(), this.#cpu, processTime(), this.#process];
    [this.#cpu, this.#process] = [now, process_];
    const readings: Reading[] = [];
    if (now.all > before.all)
      readings.push(['cpu/used_percent', (100 * (now.busy - before.busy)) / (now.all - before.all)]);
    const wall = process_.wall - processBefore.wall;
    if (wall > 10) readings.push(['cpu/process_percent', (100 * (process_.cpu - processBefore.cpu)) / wall]);
    return [...readings, ['cpu/load_1m', loadavg()[0] ?? 0]];
  }

  /** A tool that is missing or does not work is asked once: asking every few seconds would only cost. */
  async #readGpus(): Promise<Reading[]> {
    if (this.#smi === null) return [];
    const args = [`--query-gpu=${GPU_QUERY}`, '--format=csv,noheader,nounits'];
    const text = await new Promise<string | null>((resolve) => {
      execFile(this.#smi ?? '', args, { timeout: GPU_MS }, (error, stdout) => resolve(error === null ? stdout : null));
    });
    if (text === null) this.#smi = null;
    return (text ?? '').split('\n').flatMap(gpuReadings);
  }
}

function gpuReadings(line: string): Reading[] {
  const [gpu, ...cells] = line.split(',').map((cell) => cell.trim());
  if (gpu === undefined || gpu === '') return [];
  // "[N/A]" is no reading.
  return cells
    .map((cell, i): Reading => [GPU_NAMES[i] ?? '', cell === '' ? Number.NaN : Number(cell), { gpu }])
    .filter(([name, value]) => name !== '' && Number.isFinite(value));
}

function readMemory(): Reading[] {
  const total = totalmem();
  const used = total - (availableBytes() ?? freemem());
  return [
    ['memory/used_gib', used / GIB],
    ['memory/used_percent', (100 * used) / Math.max(1, total)],
    ['memory/process_gib', process.memoryUsage.rss() / GIB],
  ];
}

/** What Linux would give to programs: free memory and caches that it can let go of. */
function availableBytes(): number | null {
  try {
    const found = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'));
    return found === null ? null : Number(found[1]) * 1024;
  } catch {
    return null;
  }
}

function readDisk(folder: string): Reading[] {
  try {
    const { bsize, blocks, bavail, bfree } = statfsSync(folder);
    return [
      ['disk/free_gib', (bavail * bsize) / GIB],
      ['disk/used_percent', (100 * (blocks - bfree)) / Math.max(1, blocks)],
    ];
  } catch {
    return [];
  }
}

/** Milliseconds of all cores since boot. */
function cpuTicks(): { busy: number; all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.idle + times.irq;
    all += sum;
    busy += sum - times.idle;
  }
  return { busy, all };
}

/** Milliseconds of CPU that this process used, and of the clock. */
function processTime(): { cpu: number; wall: number } {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, wall: performance.now() };
}
