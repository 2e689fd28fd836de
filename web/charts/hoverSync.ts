import { useSyncExternalStore } from 'react';
import type { XAxis } from '../../shared/series.ts';

/** Shared hover: an x per group of charts, and the run that is pointed at anywhere. Outside React, so that moving costs no render. */
const cursors = new Map<string, number | null>();
/** Where the crosshair stands while no pointer is on a chart of the group: a place that was chosen elsewhere (a line of the log). */
const pinned = new Map<string, number | null>();
const cursorListeners = new Map<string, Set<(x: number | null) => void>>();
const runListeners = new Set<() => void>();
const pointListeners = new Set<(point: ClickedPoint) => void>();
let highlighted: string | null = null;

/** A point that was clicked on a chart; `axis` is the chart's, in whose terms `x` is. */
export interface ClickedPoint {
  run: string;
  metric: string;
  axis: XAxis;
  x: number;
}

export function setCursor(syncKey: string, x: number | null): void {
  const before = cursorOf(syncKey);
  cursors.set(syncKey, x);
  tellCursor(syncKey, before);
}

/** Puts the crosshair somewhere until it is put elsewhere; a pointer on a chart moves it only for as long as it is there. */
export function pinCursor(syncKey: string, x: number | null): void {
  const before = cursorOf(syncKey);
  pinned.set(syncKey, x);
  tellCursor(syncKey, before);
}

export function cursorOf(syncKey: string): number | null {
  return cursors.get(syncKey) ?? pinned.get(syncKey) ?? null;
}

function tellCursor(syncKey: string, before: number | null): void {
  const x = cursorOf(syncKey);
  if (x === before) return;
  for (const listener of cursorListeners.get(syncKey) ?? []) listener(x);
}

export function onCursor(syncKey: string, listener: (x: number | null) => void): () => void {
  const listeners = cursorListeners.get(syncKey) ?? new Set();
  cursorListeners.set(syncKey, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) cursorListeners.delete(syncKey);
  };
}

/** Tells who listens that a point was clicked. */
export function tellPointClick(point: ClickedPoint): void {
  for (const listener of pointListeners) listener(point);
}

export function onPointClick(listener: (point: ClickedPoint) => void): () => void {
  pointListeners.add(listener);
  return () => {
    pointListeners.delete(listener);
  };
}

export function setHighlightedRun(id: string | null): void {
  if (highlighted === id) return;
  highlighted = id;
  for (const listener of runListeners) listener();
}

export function onHighlightedRun(listener: () => void): () => void {
  runListeners.add(listener);
  return () => {
    runListeners.delete(listener);
  };
}

export function highlightedRun(): string | null {
  return highlighted;
}

export function useHighlightedRun(): string | null {
  return useSyncExternalStore(onHighlightedRun, highlightedRun);
}
