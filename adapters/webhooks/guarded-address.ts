import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Who names an endpoint decides where our server sends requests to. So that nobody reaches through it what only the desk can
 * reach, addresses that are not public are refused, before each connection and on the very address that is connected to.
 */

/** IANA special-purpose registries (RFC 6890, 8190): loopback, private, link-local, shared, test, multicast, reserved. */
const notPublic: readonly [network: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function listOf(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, family(network));
  return list;
}

const refused = listOf(notPublic);
const loopback = listOf([
  ['127.0.0.0', 8],
  ['::1', 128],
]);

/** An address that may not be called. The reason is a stable word, without the address. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  constructor(readonly reason: 'not_https' | 'credentials' | 'not_public' | 'not_found') {
    super(`the address is refused: ${reason}`);
  }
}

export interface AddressGuard {
  /** Reads an address by its looks and by what its name means now. Throws `AddressRefused`. */
  check(url: string): Promise<URL>;
  /** For `http.request`: refuses what the name means at the moment of connecting. */
  lookup: LookupFunction;
}

/** `allowed`: networks (`10.20.0.0/16`) that may be called although they are not public; plain http only to loopback ones. */
export function createAddressGuard(allowed: readonly string[]): AddressGuard {
  const exceptions = listOf(
    allowed.map((network) => {
      const [address = '', bits] = network.split('/');
      return [address, Number(bits ?? (isIP(address) === 6 ? 128 : 32))] as const;
    }),
  );
  const isAllowed = (address: string): boolean => {
    const plain = unmapped(address);
    return exceptions.check(plain, family(plain)) || !refused.check(plain, family(plain));
  };

  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isAllowed(address))) {
        return callback(new AddressRefused(first ? 'not_public' : 'not_found'), '', 0);
      }
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };

  return {
    lookup,
    async check(given) {
      const url = new URL(given);
      if (url.username !== '' || url.password !== '') throw new AddressRefused('credentials');
      if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new AddressRefused('not_https');
      const addresses = await addressesOf(url.hostname.replace(/^\[|\]$/g, ''));
      if (!addresses.every(isAllowed)) throw new AddressRefused('not_public');
      const local = addresses.every((address) => loopback.check(unmapped(address), family(unmapped(address))));
      if (url.protocol === 'http:' && !local) throw new AddressRefused('not_https');
      return url;
    },
  };
}

/** `::ffff:10.0.0.1` is 10.0.0.1 to the network. */
const unmapped = (address: string): string => {
  const plain = address.replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  const hexadecimal = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(plain);
  if (!hexadecimal) return plain;
  const [high = 0, low = 0] = hexadecimal.slice(1).map((part) => parseInt(part, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
};

function addressesOf(hostname: string): Promise<string[]> {
  if (isIP(hostname) !== 0) return Promise.resolve([hostname]);
  return new Promise((found, failed) => {
    resolve(hostname, { all: true }, (error, addresses) => {
      if (error || addresses.length === 0) return failed(new AddressRefused('not_found'));
      return found(addresses.map(({ address }) => address));
    });
  });
}
