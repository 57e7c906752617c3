import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '../util/abort.js';
import { writeFileAtomic } from '../util/atomic-write.js';
import { svgToPng } from './charts/svg-to-png.js';
import { renderHtml } from './render-html.js';
import { renderJson } from './render-json.js';
import { renderPlots } from './render-plots.js';
import { renderText } from './render-text.js';
import type { Report } from './report.js';
import { PLOT_NAMES } from './sections/types.js';

/**
 * Writes `report.txt`, `report.json`, `index.html` and `plots/<name>.svg` and `.png` below a folder, which is made if
 * need be. Every file appears whole or not at all, `index.html` last. Pictures of
 * an earlier report that this one lacks are removed; other files in the folder stay.
 *
 * Raises `ABORTED`.
 *
 * @returns the paths written, in that order
 */
export async function writeReport(
  report: Report,
  directory: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<string[]> {
  throwIfAborted(signal);
  const plots = await renderPlots(report);
  const files: [string, string | Uint8Array][] = [
    ['report.txt', renderText(report)],
    ['report.json', renderJson(report)],
  ];
  for (const { name, svg } of plots) {
    throwIfAborted(signal);
    files.push([join('plots', `${name}.svg`), svg], [join('plots', `${name}.png`), await svgToPng(svg)]);
  }
  files.push(['index.html', await renderHtml(report, plots)]);
  for (const name of PLOT_NAMES) {
    if (plots.some((plot) => plot.name === name)) continue;
    for (const ending of ['svg', 'png'])
      await rm(join(directory, 'plots', `${name}.${ending}`), { force: true });
  }
  const paths: string[] = [];
  for (const [name, content] of files) {
    throwIfAborted(signal);
    const path = join(directory, name);
    await writeFileAtomic(path, content);
    paths.push(path);
  }
  return paths;
}
