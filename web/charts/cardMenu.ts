import type { MenuItem } from './ChartTools.tsx';
import { drawFigure, type Figure } from './drawFigure.ts';
import { linesCsv } from './linesCsv.ts';
import { fileName, saveFile } from './saveFile.ts';
import { themeColor } from './themeColors.ts';
import type { CardView } from './useCardView.ts';

const LEAST_RATIO = 2;

/** What the menu of a chart offers. @param figure what is drawn, or null while nothing is. @param axis name of the x column. */
export function cardMenu(
  metric: string,
  { view, isOwn, reset, follow }: CardView,
  figure: Omit<Figure, 'color'> | null,
  axis: string,
): MenuItem[] {
  const items: MenuItem[] = [];
  if (view.zoom !== null) items.push({ label: 'Reset zoom (r)', act: reset });
  if (isOwn) items.push({ label: 'Follow the page’s settings', act: follow });
  if (figure !== null) {
    items.push(
      { label: 'Save picture (PNG)', act: () => savePng(metric, figure) },
      {
        label: 'Save drawn points (CSV)',
        act: () => saveFile(fileName(metric, 'csv'), new Blob([linesCsv(figure.lines, figure.runs, axis)])),
      },
    );
  }
  items.push({ label: 'Copy metric name', act: () => void navigator.clipboard?.writeText(metric) });
  return items;
}

function savePng(metric: string, figure: Omit<Figure, 'color'>): void {
  const canvas = document.createElement('canvas');
  drawFigure(canvas, { ...figure, color: themeColor, ratio: Math.max(LEAST_RATIO, figure.ratio) });
  canvas.toBlob((picture) => {
    if (picture !== null) saveFile(fileName(metric, 'png'), picture);
  }, 'image/png');
}
