import { ChartTools, type MenuItem } from './ChartTools.tsx';
import type { ChartModel } from './chartModel.ts';
import type { CardView } from './useCardView.ts';

interface CardHeadProps {
  metric: string;
  title: string;
  card: CardView;
  model: ChartModel | null;
  /** Smoothed over the drawn points only, for the moment. */
  isPreview: boolean;
  /** Why the lines are not up to date, or null. */
  error: string | null;
  /** null while nobody has pointed at the card: of charts that come and go with each key of a filter, most need no tools. */
  menu: MenuItem[] | null;
}

/** A chart's title, with what is out of the ordinary about it. */
export function CardHead({ metric, title, card, model, isPreview, error, menu }: CardHeadProps) {
  return (
    <header className="card-head">
      <h3 className="card-title" title={metric}>
        {title}
      </h3>
      {card.isOwn && (
        <button
          type="button"
          className="card-own"
          aria-label="Settings of its own. Click to follow the page"
          title="This chart has settings of its own. Click to follow the page again"
          onClick={card.follow}
        />
      )}
      {model !== null && model.yTicks.base !== null && (
        <span className="card-base" title="The labels of y are counted from here">
          {model.yTicks.base} +
        </span>
      )}
      {isPreview && (
        <span className="card-base" title="Smoothed over the drawn points; over all points in a moment">
          preview
        </span>
      )}
      {error !== null && (
        <span className="card-stale" title={error}>
          not up to date
        </span>
      )}
      {menu !== null && <ChartTools card={card} y={model?.y ?? null} menu={menu} />}
    </header>
  );
}
