import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { pageUrl } from '../api/pageBase.ts';
import { imagesQuery } from '../api/queries.ts';
import { formatTime } from '../ui/formatAge.ts';
import { type ImageGroup, imageGroups, mediaPath } from './imageGroups.ts';

/** Images by key, each with a slider over its steps. */
export function ImagesTab({ run }: { run: string }) {
  const images = useQuery(imagesQuery(run));
  const groups = useMemo(() => imageGroups(images.data ?? []), [images.data]);
  if (images.data === undefined) return <p className="shell-note">{images.error?.message ?? 'Reading the images …'}</p>;
  if (groups.length === 0) return <p className="shell-note">This run has logged no image.</p>;
  return (
    <div className="tab images">
      {groups.map((group) => (
        <ImageRow key={group.key} run={run} group={group} />
      ))}
    </div>
  );
}

function ImageRow({ run, group }: { run: string; group: ImageGroup }) {
  const last = group.images.length - 1;
  const [chosen, setChosen] = useState<number | null>(null);
  const at = Math.min(chosen ?? last, last);
  const image = group.images[at];
  if (image === undefined) return null;
  return (
    <figure className="image">
      <figcaption>
        <b>
          <bdi>{group.key}</bdi>
        </b>
        <span>
          {image.step === null ? 'no step' : `step ${image.step}`} · {at + 1} of {last + 1}
        </span>
        <span>{formatTime(image.time)}</span>
        {image.caption !== null && <bdi>{image.caption}</bdi>}
      </figcaption>
      {last > 0 && (
        <input
          type="range"
          min="0"
          max={last}
          value={at}
          aria-label={`Step of ${group.key}`}
          onChange={(event) => setChosen(Number(event.target.value))}
        />
      )}
      {image.exists ? (
        <img
          src={pageUrl(mediaPath(run, image.path)).href}
          alt={image.caption ?? `${group.key}, step ${image.step ?? '–'}`}
          loading="lazy"
        />
      ) : (
        <p className="image-missing">{image.path} is not in the run folder.</p>
      )}
    </figure>
  );
}
