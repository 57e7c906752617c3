import { SingleBar } from 'cli-progress';
import type { ProgressEvent } from 'multimodal-recommender';

/** A bar per stage on a terminal, a line per finished tenth otherwise. */
export function showProgress(stream: NodeJS.WriteStream = process.stderr) {
  return stream.isTTY ? barProgress(stream) : lineProgress(stream);
}

function barProgress(stream: NodeJS.WriteStream) {
  let current = '';
  let bar: SingleBar | undefined;
  const stop = () => bar?.stop();
  const onProgress = (event: ProgressEvent) => {
    const label = stageLabel(event);
    if (label !== current) {
      stop();
      current = label;
      bar = new SingleBar({
        format: '{label} {bar} {value}/{total} {detail}',
        stream,
        hideCursor: true,
        fps: 10,
      });
      bar.start(event.total ?? event.done, event.done, { label: label.padEnd(28), detail: '' });
    }
    bar?.setTotal(event.total ?? event.done);
    bar?.update(event.done, { detail: stageDetail(event) });
  };
  return { onProgress, stop };
}

function lineProgress(stream: NodeJS.WriteStream) {
  let last = '';
  const onProgress = (event: ProgressEvent) => {
    const tenth = event.total
      ? Math.floor((10 * event.done) / event.total)
      : Math.floor(event.done / 100_000);
    const step = `${stageLabel(event)} ${tenth}`;
    if (step === last) return;
    last = step;
    const total = event.total === undefined ? '' : `/${event.total}`;
    stream.write(`${stageLabel(event)}: ${event.done}${total} ${stageDetail(event)}\n`);
  };
  return { onProgress, stop: () => undefined };
}

function stageLabel(event: ProgressEvent): string {
  switch (event.stage) {
    case 'read-interactions':
      return 'reading interactions';
    case 'read-items':
      return 'reading items';
    case 'download-images':
      return 'collecting images';
    case 'download-model':
      return `fetching ${event.file}`;
    case 'fit-encoder':
      return `fitting ${event.modality} encoder`;
    case 'embed':
      return `encoding ${event.modality}`;
    case 'train':
      return `training ${event.model}`;
    case 'fit-ranker':
      return `fitting ${event.ranker}`;
    case 'compare':
      return `comparing ${event.cell}`;
    case 'evaluate':
      return 'evaluating';
  }
}

function stageDetail(event: ProgressEvent): string {
  if (event.stage === 'train') return `epoch ${event.epoch}/${event.epochs} loss ${event.loss.toFixed(4)}`;
  if (event.stage === 'download-images' && event.failed > 0) return `${event.failed} failed`;
  if (event.stage === 'download-model') return `${(event.rate / 1e6).toFixed(1)} MB/s`;
  return event.rate > 0 ? `${event.rate.toFixed(0)}/s` : '';
}
