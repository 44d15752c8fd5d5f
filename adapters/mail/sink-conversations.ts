import type { SinkMail } from './sink';

/** Mails that belong together, in order. */
export interface Conversation {
  /** Of its first mail. */
  id: string;
  mails: SinkMail[];
}

/**
 * Puts mails together that refer to each other (RFC 5322, section 3.6.4), or that are about one case: the keyed address
 * that answers on it go to is the same in all of them. Newest conversation first.
 */
export function findConversations(mails: readonly SinkMail[]): Conversation[] {
  const of = new Map<string, Conversation>();
  const conversations = new Set<Conversation>();
  for (const mail of mails) {
    const keys = keysOf(mail);
    const found = new Set(keys.flatMap((key) => of.get(key) ?? []));
    const joined: Conversation = {
      id: '',
      mails: [...[...found].flatMap((conversation) => conversation.mails), mail].sort(
        (one, other) => Number(one.id) - Number(other.id),
      ),
    };
    joined.id = joined.mails[0]?.id ?? mail.id;
    for (const conversation of found) conversations.delete(conversation);
    conversations.add(joined);
    for (const key of joined.mails.flatMap(keysOf)) of.set(key, joined);
  }
  const latest = ({ mails: [...all] }: Conversation): number => Number(all.at(-1)?.id ?? 0);
  return [...conversations].sort((one, other) => latest(other) - latest(one));
}

function keysOf({ messageId, headers, written, recipients }: SinkMail): string[] {
  const references = `${headers['in-reply-to'] ?? ''} ${headers['references'] ?? ''}`.match(/<[^<>\s]+>/g) ?? [];
  const keyed = written ? recipients : [answerAddress(headers)];
  return [messageId, ...references, ...keyed.filter((address) => address.includes('+'))].filter((key) => key !== '');
}

/** Where an answer to a mail with these headers goes: the address alone, in small letters. */
export function answerAddress(headers: Readonly<Record<string, string>>): string {
  const header = headers['reply-to'] || headers['from'] || '';
  return (/<([^<>]+)>/.exec(header)?.[1] ?? header).trim().toLowerCase();
}
