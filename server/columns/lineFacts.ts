import type { JsonObject } from '../../shared/run.ts';

/** What lines of a block said besides points. Plain data: it crosses thread boundaries. */
export interface BlockFacts {
  quarantined: QuarantinedSpan[];
  /** Bytes of quarantined lines with their line ends. */
  quarantinedBytes: number;
  quarantinedLines: number;
  images: ImageFact[];
  annotations: AnnotationFact[];
  /** What `run` and `status` lines said, later ones over earlier ones. */
  run: JsonObject;
  status: JsonObject;
  /** Event ids of the block's points, in order. */
  eventIds: string[];
  nonMetricValues: number;
  inexactIntegers: number;
  unknownEvents: number;
}

export interface QuarantinedSpan {
  line: number;
  offset: number;
  length: number;
  reason: string;
  preview: string;
}

export interface ImageFact {
  line: number;
  key: string;
  path: string;
  step: number | null;
  caption: string | null;
  time: number;
}

export interface AnnotationFact {
  line: number;
  text: string;
  metadata: JsonObject | null;
  step: number | null;
  time: number;
}

/** Quarantined lines are counted without bound; this many of a file are kept with their places. */
export const QUARANTINE_KEPT = 10_000;

export function noFacts(): BlockFacts {
  return {
    quarantined: [],
    quarantinedBytes: 0,
    quarantinedLines: 0,
    images: [],
    annotations: [],
    run: {},
    status: {},
    eventIds: [],
    nonMetricValues: 0,
    inexactIntegers: 0,
    unknownEvents: 0,
  };
}
