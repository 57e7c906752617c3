import { join } from 'node:path';
import { throwIfAborted } from '../util/abort.js';
import { writeFileAtomic } from '../util/atomic-write.js';
import { renderPlots } from './charts/render-plots.js';
import { svgToPng } from './charts/svg-to-png.js';
import { renderHtml } from './html/render-html.js';
import { renderJson } from './render-json.js';
import type { Report } from './report.js';
import { renderText } from './text/render-text.js';

/**
 * Writes `report.txt`, `report.json`, `index.html` and `plots/<name>.svg` and `.png` below a folder, which is made if
 * need be. Every file appears whole or not at all, `index.html` last. Other files in the folder stay.
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
  const paths: string[] = [];
  for (const [name, content] of files) {
    throwIfAborted(signal);
    const path = join(directory, name);
    await writeFileAtomic(path, content);
    paths.push(path);
  }
  return paths;
}
