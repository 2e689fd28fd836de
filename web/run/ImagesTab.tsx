import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ImageEvent, RunDetail, RunRow } from '../../shared/run.ts';
import { pageUrl } from '../api/pageBase.ts';
import { imagesQuery, runListQuery } from '../api/queries.ts';
import { refOf } from '../api/refOf.ts';
import { formatTime } from '../ui/formatAge.ts';
import { formatWhole } from '../ui/formatNumber.ts';
import { findPlace, type ImageGroup, imageAt, imageGroups, mediaPath, printPlace } from './imageGroups.ts';
import { useParam } from './useParam.ts';

const NONE: ImageEvent[] = [];
/** Runs that are offered for a comparison. */
const MOST_OFFERED = 500;

/** Images by key, each with a slider over its steps; beside them, on request, those of another run. */
export function ImagesTab({ run, reference }: { run: RunDetail; reference: string }) {
  const [other, setOther] = useParam('with');
  const [search, setSearch] = useParam('iq');
  const images = useQuery(imagesQuery(reference));
  const others = useQuery({ ...imagesQuery(other ?? ''), enabled: other !== null });
  const list = useQuery(runListQuery(run.project, null));
  const offered = useMemo(
    () => (list.data?.rows ?? []).filter((row) => row.ref !== run.ref && row.assets_count > 0).slice(0, MOST_OFFERED),
    [list.data, run.ref],
  );
  const groups = useMemo(() => {
    const all = imageGroups([images.data ?? NONE, ...(other === null ? [] : [others.data ?? NONE])]);
    const text = (search ?? '').toLowerCase();
    return all.filter(({ key }) => key.toLowerCase().includes(text));
  }, [images.data, others.data, other, search]);
  if (images.data === undefined) return <p className="shell-note">{images.error?.message ?? 'Reading the images …'}</p>;
  const name = (row: RunRow | undefined, ref: string): string => row?.alias ?? row?.key ?? ref;
  const names = [
    name(run, reference),
    ...(other === null
      ? []
      : [
          name(
            offered.find((row) => refOf(row) === other || row.id === other),
            other,
          ),
        ]),
  ];
  return (
    <div className="tab images-tab">
      <div className="tab-line">
        <input
          type="search"
          className="tab-filter"
          value={search ?? ''}
          placeholder="Search images"
          aria-label="Search images"
          onChange={(event) => setSearch(event.target.value || null)}
        />
        <label>
          beside{' '}
          <select value={other ?? ''} onChange={(event) => setOther(event.target.value || null)}>
            <option value="">no other run</option>
            {other !== null && !offered.some((row) => refOf(row) === other) && <option value={other}>{other}</option>}
            {offered.map((row) => (
              <option key={refOf(row)} value={refOf(row)}>
                {name(row, row.id)} ({row.display_id})
              </option>
            ))}
          </select>
        </label>
        {others.error !== null && <span className="bad">{others.error.message}</span>}
      </div>
      {groups.length === 0 && (
        <p className="tree-empty">{images.data.length === 0 ? 'This run has logged no image.' : 'No image matches.'}</p>
      )}
      <div className={other === null ? 'images' : 'images pairs'}>
        {groups.map((group) => (
          <ImageCard
            key={group.key}
            group={group}
            runs={[reference, ...(other === null ? [] : [other])]}
            names={names}
          />
        ))}
      </div>
    </div>
  );
}

interface ImageCardProps {
  group: ImageGroup;
  /** References and names of the runs, in the order of `group.runs`. */
  runs: readonly string[];
  names: readonly string[];
}

function ImageCard({ group, runs, names }: ImageCardProps) {
  const last = group.steps.length - 1;
  const [chosen, setChosen] = useParam(`istep.${group.key}`);
  const at = findPlace(group.steps, chosen);
  const step = group.steps[at] ?? null;
  return (
    <section className="image" aria-label={group.key}>
      <h3>
        <bdi>{group.key}</bdi>
        <span className="muted">
          {step === null ? 'no step' : `step ${formatWhole(step)}`} · {at + 1} of {last + 1}
        </span>
      </h3>
      {last > 0 && (
        <input
          type="range"
          min="0"
          max={last}
          value={at}
          aria-label={`Step of ${group.key}`}
          aria-valuetext={step === null ? 'no step' : `step ${step}`}
          onChange={(event) => setChosen(printPlace(group.steps[Number(event.target.value)] ?? null))}
        />
      )}
      <div className="image-pair">
        {group.runs.map((images, i) => (
          <ImageFigure
            key={runs[i]}
            run={runs[i] ?? ''}
            name={runs.length > 1 ? (names[i] ?? '') : null}
            image={imageAt(images, step)}
            step={step}
          />
        ))}
      </div>
    </section>
  );
}

interface ImageFigureProps {
  run: string;
  name: string | null;
  image: ImageEvent | null;
  /** Where the slider stands. */
  step: number | null;
}

function ImageFigure({ run, name, image, step }: ImageFigureProps) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <figure>
      <figcaption>
        {name !== null && (
          <b>
            <bdi>{name}</bdi>
          </b>
        )}
        {image !== null && image.step !== step && (
          <span>{image.step === null ? 'no step' : `of step ${formatWhole(image.step)}`}</span>
        )}
        {image !== null && <span>{formatTime(image.time)}</span>}
        {image?.caption != null && (
          <span className="image-caption">
            <bdi>{image.caption}</bdi>
          </span>
        )}
      </figcaption>
      {image === null ? (
        <p className="tree-empty">nothing logged up to here</p>
      ) : image.exists && broken !== image.path ? (
        <img
          src={pageUrl(mediaPath(run, image.path)).href}
          alt={image.caption ?? `${image.key}, ${image.step === null ? 'no step' : `step ${image.step}`}`}
          loading="lazy"
          onError={() => setBroken(image.path)}
        />
      ) : (
        <p className="image-missing">
          <bdi>{image.path}</bdi> {image.exists ? 'is no image that can be shown.' : 'is not in the run folder.'}
        </p>
      )}
    </figure>
  );
}
