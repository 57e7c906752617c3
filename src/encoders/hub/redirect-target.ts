import { DownloadProblem } from './download-problem.js';

/** Where a redirect leads. Only http and https are followed, and never from the protected one to the other. */
export function redirectTarget(location: string, from: URL): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && from.protocol === 'http:');
  if (url === null || !isSafe) {
    throw new DownloadProblem(
      `${from.host} redirected to "${location.slice(0, 100)}", which is not followed`,
    );
  }
  return url;
}
