import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { TemporalConfig } from '../config';

const options = ({ address, tls, apiKey }: TemporalConfig) => ({
  address,
  tls: tls === false ? false : tls,
  ...(apiKey && { apiKey }),
});

export interface DeskClient {
  client: Client;
  close(): Promise<void>;
}

/** A client that connects when it is first used, so that a process starts while the engine is away. */
export function connectClient(temporal: TemporalConfig): DeskClient {
  const connection = Connection.lazy(options(temporal));
  const client = new Client({ connection, namespace: temporal.namespace });
  return { client, close: () => connection.close() };
}

/** A connection for a worker; fails when the engine cannot be reached. */
export const connectWorker = (temporal: TemporalConfig): Promise<NativeConnection> =>
  NativeConnection.connect(options(temporal));
