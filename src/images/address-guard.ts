import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { ImageProblem } from './image-problem.js';

/**
 * Is this address on the public internet? Everything else is refused: loopback, private, link-local (cloud metadata),
 * carrier-grade NAT, multicast, documentation, and the IPv6 ranges that translate to IPv4 (NAT64, 6to4, Teredo), since
 * what lies behind them cannot be judged. IPv4-mapped addresses are judged as the IPv4 address they stand for.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  // Only 2000::/3 is assigned to global unicast (IANA IPv6 address space); ::/96 for one would pass as unicast otherwise.
  return parsed.kind() === 'ipv4' || ((parsed.toByteArray()[0] ?? 0) & 0xe0) === 0x20;
}

/** Refuses URLs whose host is a literal address that is not public; names are judged after DNS by the lookup. */
export function checkLiteralAddress(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw privateAddress(host, host);
}

type ResolveHost = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for sockets that refuses a name when any of its addresses is not public. The socket connects to the very
 * addresses that were checked, so a name that changes its answer between check and use gains nothing.
 */
export function createGuardedLookup(resolveHost: ResolveHost = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolveHost(hostname, { ...options, all: true }, (error, addresses) => {
      const refused = addresses?.find(({ address }) => !isPublicAddress(address));
      const first = addresses?.[0];
      if (error) callback(error, '', 0);
      else if (refused) callback(privateAddress(hostname, refused.address), '', 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

function privateAddress(host: string, address: string): ImageProblem {
  const where = host === address ? address : `${host} (${address})`;
  return new ImageProblem(
    'PRIVATE_ADDRESS',
    `${where} is not a public address; set allowPrivateAddresses to load images from inside your network`,
  );
}
