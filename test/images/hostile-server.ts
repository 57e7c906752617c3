import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { jpeg, png } from './pictures.js';

/** One loopback server with every habit that servers have, and a record of what was asked of it. */
export interface HostileServer {
  readonly origin: string;
  url(path: string): string;
  /** Requests for a path so far. */
  count(path: string): number;
  /** Clock times of the requests for a path, in milliseconds. */
  times(path: string): readonly number[];
  readonly requests: readonly string[];
  /** Largest number of requests under way at one time. */
  readonly mostAtOnce: number;
  /** Connections accepted. */
  readonly connections: number;
  readonly headers: ReadonlyMap<string, IncomingMessage['headers']>;
  /** Resolves when no connection is left. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, visit: number, rest: string) => Promise<void> | void;

/** Paths are `/<habit>/<anything>`; the content depends on the whole path's number where it has one. */
export async function startHostileServer(
  more: Readonly<Record<string, Answer>> = {},
): Promise<HostileServer> {
  const answers = { ...ANSWERS, ...more };
  const visits = new Map<string, number[]>();
  const requests: string[] = [];
  const headers = new Map<string, IncomingMessage['headers']>();
  let atOnce = 0;
  let mostAtOnce = 0;
  let connections = 0;
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const [, habit = '', rest = ''] = /^\/([^/]+)\/?(.*)$/.exec(path) ?? [];
    requests.push(path);
    headers.set(path, request.headers);
    const times = visits.get(path) ?? [];
    visits.set(path, [...times, performance.now()]);
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    response.on('close', () => atOnce--);
    const answer = answers[habit];
    if (answer) await answer(response, times.length + 1, rest);
    else response.writeHead(404).end('nothing here');
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: (path) => `${origin}${path}`,
    count: (path) => visits.get(path)?.length ?? 0,
    times: (path) => visits.get(path) ?? [],
    requests,
    headers,
    get mostAtOnce() {
      return mostAtOnce;
    },
    get connections() {
      return connections;
    },
    async quiet() {
      const count = promisify(server.getConnections.bind(server));
      while ((await count()) > 0) await sleep(5);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const number = (rest: string) => Number(/\d+/.exec(rest)?.[0] ?? 1);

function send(response: ServerResponse, body: Uint8Array | string, type = 'image/jpeg'): void {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  ok: async (response, _visit, rest) => send(response, await jpeg(number(rest))),
  /** A right picture under a wrong content type. */
  mistyped: async (response, _visit, rest) => send(response, await png(number(rest)), 'text/plain'),
  /** A web page under a picture's name and type. */
  page: (response) => send(response, '<!doctype html><title>Sign in</title>', 'image/jpeg'),
  empty: (response) => send(response, ''),
  /** Late, but in time. */
  slow: async (response, _visit, rest) => {
    await sleep(120);
    send(response, await jpeg(number(rest)));
  },
  /** A byte now and then, for ever. */
  drip: async (response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' });
    while (!response.destroyed) {
      response.write('x');
      await sleep(20);
    }
  },
  /** Accepts the request and says nothing. */
  silent: () => undefined,
  /** `/status/503` answers with that status. */
  status: (response, _visit, rest) => {
    response.writeHead(number(rest)).end('no');
  },
  /** `/flaky/500` answers so once, then well. */
  flaky: async (response, visit, rest) => {
    if (visit === 1) response.writeHead(number(rest)).end('not now');
    else send(response, await jpeg(number(rest)));
  },
  /** Asks for a pause of one second, then answers well. */
  busy: async (response, visit) => {
    if (visit === 1) response.writeHead(429, { 'retry-after': '1' }).end();
    else send(response, await jpeg(429));
  },
  /** Asks for a pause until a date two seconds ahead (dates have whole seconds), then answers well. */
  busyUntil: async (response, visit) => {
    const date = new Date(Date.now() + 2000).toUTCString();
    if (visit === 1) response.writeHead(503, { 'retry-after': date }).end();
    else send(response, await jpeg(503));
  },
  /** Asks for a pause of an hour, every time. */
  busyForLong: (response) => {
    response.writeHead(429, { 'retry-after': '3600' }).end();
  },
  /** `/to/<URL>` redirects there. */
  to: (response, _visit, rest) => {
    response.writeHead(302, { location: decodeURIComponent(rest) }).end();
  },
  /** `/hops/3` needs three redirects. */
  hops: (response, _visit, rest) => {
    const left = number(rest);
    response.writeHead(301, { location: left > 1 ? `/hops/${left - 1}` : '/ok/1' }).end();
  },
  loop: (response) => {
    response.writeHead(307, { location: '/loop/' }).end();
  },
  /** Promises more than it sends, then hangs up. */
  short: async (response) => {
    const body = await jpeg(7);
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': body.length });
    response.write(body.subarray(0, body.length >> 1), () => response.destroy());
  },
  /** Promises more than it sends once, then answers well. */
  shortOnce: async (response, visit) => {
    const answer = visit === 1 ? ANSWERS.short : ANSWERS.ok;
    await answer?.(response, visit, '8');
  },
  /** A picture without its end, with the right length. */
  cut: async (response) => {
    const body = await jpeg(9, 64);
    send(response, body.subarray(0, Math.floor(body.length * 0.7)));
  },
  /** Announces a file that is too large. */
  announced: (response) => {
    response.writeHead(200, { 'content-length': 50_000_000 });
    response.write(Buffer.alloc(1000));
  },
  /** Sends without end and without a length. */
  endless: async (response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' });
    while (!response.destroyed) {
      response.write(Buffer.alloc(65_536));
      await sleep(1);
    }
  },
  /** A small file with many pixels. */
  vast: async (response) => send(response, await png(1, 300), 'image/png'),
  hangUp: (response) => {
    response.destroy();
  },
  /** Garbage where the status line belongs. */
  garbage: (response) => {
    response.socket?.end('this is not HTTP\r\n\r\n');
  },
};
