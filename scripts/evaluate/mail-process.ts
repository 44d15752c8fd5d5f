import { readFileSync } from 'node:fs';
import { readBounce } from '../../adapters/mail/receive/read-bounce';
import { readMail } from '../../adapters/mail/receive/read-mail';
import { tellKind } from '../../adapters/mail/receive/tell-kind';
import { compareExpected } from './expected-reading';

/** What one file turned out to be. Times in milliseconds; memory is the peak of the whole process in MB. */
export interface MailFinding {
  /** `MailKind`, or `unreadable`. */
  kind: string;
  because: string[];
  problem: string | null;
  recipients: string[];
  reasons: { address: string; reason: string }[];
  milliseconds: number;
  memoryBefore: number;
  memoryPeak: number;
  /** By field, whether it is as the reading beside the mail says; null when there is none. */
  expected: Record<string, boolean> | null;
}

/** The most memory this process ever had, as the kernel counts it. */
const peak = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

async function findOut(file: string): Promise<MailFinding> {
  const memoryBefore = peak();
  const raw = readFileSync(file);
  const begun = performance.now();
  const reading = await readMail(raw);
  const told = reading.ok ? tellKind(reading.mail) : { kind: 'unreadable', because: [] };
  const bounce = reading.ok ? readBounce(reading.mail) : null;
  const milliseconds = Math.round(performance.now() - begun);
  return {
    ...told,
    problem: reading.ok ? null : reading.code,
    recipients: bounce?.recipients.map(({ address }) => address) ?? [],
    reasons: bounce?.recipients.map(({ address, reason }) => ({ address, reason })) ?? [],
    milliseconds,
    memoryBefore,
    memoryPeak: peak(),
    expected: compareExpected(file, reading),
  };
}

// Runs as a process of its own (`startMailReader`): a mail that ends it ends nothing else.
process.on('message', (file: string) => {
  void findOut(file).then((finding) => process.send?.(finding));
});
