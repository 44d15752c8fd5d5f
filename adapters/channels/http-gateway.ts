import { createAddressGuard } from '../webhooks/guarded-address';
import { postJson } from '../webhooks/post-json';
import type { TextSender } from './port';

export interface HttpGatewayOptions {
  /** Where messages are posted to: https, or http on this machine. Named by the operators, so it may be a private one. */
  url: string;
  /** Sent as a bearer token. */
  token?: string;
  /** Milliseconds for one message. */
  timeout?: number;
}

/** The gateway says that it did not take it, and may later: too many requests, or not there at the moment. */
const notTaken = [429, 503];

/** Sends texts by a gateway that takes `{to, text, reference}` by HTTP and answers 2xx once they are its business. */
export function createHttpGateway({ url, token, timeout = 20_000 }: HttpGatewayOptions): TextSender {
  const guard = createAddressGuard(['0.0.0.0/0', '::/0']);
  return {
    async send({ to, text, reference }) {
      const headers: Record<string, string> = {
        'Idempotency-Key': reference,
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      };
      const answer = await postJson(url, JSON.stringify({ to, text, reference }), headers, { guard, timeout });
      const { code, problem, handedOver } = answer;
      if (problem === null) return { result: 'sent' };
      if (code === null) {
        return handedOver
          ? { result: 'unknown', code: problem }
          : { result: 'failed', code: problem, permanent: false };
      }
      if (notTaken.includes(code)) return { result: 'failed', code: problem, permanent: false };
      // An error of theirs may have come after they had sent it on.
      if (code >= 500) return { result: 'unknown', code: problem };
      return { result: 'failed', code: problem, permanent: true };
    },
  };
}
