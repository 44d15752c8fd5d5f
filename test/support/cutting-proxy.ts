import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server, and cuts connections after so many bytes from the server. */
export interface CuttingProxy {
  port: number;
  /** Connections that were made over it. */
  connections: number;
  close(): Promise<void>;
}

/** @param cutAfter bytes for each connection in turn; those after the last one live */
export async function startCuttingProxy(target: number, cutAfter: readonly number[]): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  const proxy: CuttingProxy = {
    port: 0,
    connections: 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
  const server = createServer((client) => {
    let left = cutAfter[proxy.connections] ?? Infinity;
    proxy.connections += 1;
    const upstream = connect(target, '127.0.0.1');
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', end).on('close', () => {
        open.delete(socket);
        end();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (data: Buffer) => {
      client.write(data.subarray(0, left));
      left -= data.length;
      if (left <= 0) end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}
