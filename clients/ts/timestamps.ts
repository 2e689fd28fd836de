import { InvalidMetricError } from './errors.ts';
import { toNumber } from './values.ts';

/** From here on a number stands for milliseconds; below it for seconds (the year 2286). Source: the Syvain collector's documentation. */
const FIRST_MILLISECONDS = 10_000_000_000;

/** Unix nanoseconds from Unix seconds or milliseconds, to the microsecond: what a double carries in our time. Throws InvalidMetricError. */
export function toTimeNs(timestamp: unknown): bigint {
  const given = numberOf(timestamp);
  const perMicrosecond = given < FIRST_MILLISECONDS ? 1_000_000 : 1_000;
  if (typeof given === 'bigint') return given * BigInt(perMicrosecond) * 1000n;
  if (!Number.isFinite(given)) throw new InvalidMetricError(`timestamp must be finite, not ${given}`);
  const micros = Number.isInteger(given)
    ? BigInt(given) * BigInt(perMicrosecond)
    : BigInt(Math.floor(given * perMicrosecond + 0.5));
  return micros * 1000n;
}

function numberOf(timestamp: unknown): number | bigint {
  try {
    return toNumber(timestamp);
  } catch (error) {
    throw new InvalidMetricError(`timestamp: ${(error as Error).message}`);
  }
}
