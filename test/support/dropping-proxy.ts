import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface DroppingProxy {
  smtpUrl: string;
  /** Message-ID headers of the mails that the server took without the sender hearing of it. */
  dropped(): string[];
  stop(): Promise<void>;
}

/**
 * Stands before a mail server and cuts the connection instead of handing on its reply to the end of data, for every so many
 * mails: the server has taken the mail, and the sender cannot know.
 *
 * @param every 0: none
 */
export async function startDroppingProxy(smtpUrl: string, every: number): Promise<DroppingProxy> {
  const { hostname, port } = new URL(smtpUrl);
  const dropped: string[] = [];
  const sockets = new Set<Socket>();
  let mails = 0;

  const server = createServer((sender) => {
    const receiver = connect(Number(port), hostname);
    for (const socket of [sender, receiver]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    let said = '';
    let content = false;
    sender.on('data', (chunk) => {
      if (content) said += chunk.toString('latin1');
      receiver.write(chunk);
    });
    receiver.on('data', (chunk) => {
      // Commands may be pipelined, so several replies can come in one piece.
      for (const line of chunk.toString('latin1').split('\r\n')) {
        if (content && line.startsWith('250')) {
          content = false;
          mails += 1;
          if (every > 0 && mails % every === 0) {
            dropped.push(/^Message-ID:\s*(<[^>]+>)/im.exec(said)?.[1] ?? '');
            return void sender.destroy();
          }
        }
        if (line.startsWith('354')) content = true;
      }
      sender.write(chunk);
    });
    sender.on('error', () => receiver.destroy()).on('close', () => receiver.end());
    receiver.on('error', () => sender.destroy()).on('close', () => sender.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    smtpUrl: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dropped: () => dropped,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
