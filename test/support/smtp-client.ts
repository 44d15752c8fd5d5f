import { connect, type Socket } from 'node:net';

/** A conversation by SMTP or LMTP, line by line, as nothing but the bytes make it. */
export interface SmtpConversation {
  /** Sends one line and returns the whole reply to it, which begins with its code. */
  say(line: string): Promise<string>;
  /** The next reply, without having said anything: LMTP gives several to one mail. */
  hear(): Promise<string>;
  /** Sends without waiting. */
  send(bytes: string): void;
  cut(): void;
}

export async function converse(port: number): Promise<SmtpConversation> {
  const socket: Socket = connect(port, '127.0.0.1');
  let heard = '';
  let waiting: (() => void) | null = null;
  socket.on('data', (data: Buffer) => {
    heard += data.toString();
    waiting?.();
  });
  socket.on('error', () => waiting?.());
  const hear = async (): Promise<string> => {
    for (;;) {
      const reply = /^(?:\d{3}-.*\r\n)*\d{3}[ ].*\r\n/.exec(heard)?.[0];
      if (reply !== undefined) {
        heard = heard.slice(reply.length);
        return reply.trim();
      }
      await new Promise<void>((resolve) => (waiting = resolve));
    }
  };
  await hear();
  return {
    hear,
    say: (line) => {
      socket.write(`${line}\r\n`);
      return hear();
    },
    send: (bytes) => void socket.write(bytes),
    cut: () => socket.destroy(),
  };
}
