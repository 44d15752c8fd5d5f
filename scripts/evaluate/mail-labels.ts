import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { bounceReasons, mailKinds } from '../../contracts/vocabulary';
import type { MailFinding } from './mail-process';

/** What was said of mails by whoever read them one by one. `reason` is null where the mail does not tell one. */
const labelsSchema = z.strictObject({
  source: z.string(),
  seed: z.number(),
  labels: z.array(
    z.strictObject({
      /** Relative to the folder of mails. */
      file: z.string(),
      kind: z.enum(mailKinds),
      recipients: z.array(z.strictObject({ address: z.string(), reason: z.enum(bounceReasons).nullable() })),
    }),
  ),
});
export type MailLabel = z.infer<typeof labelsSchema>['labels'][number];

export interface LabelComparison {
  labelled: number;
  kind_right: number;
  /** Labelled bounces, and those of them in which every failed recipient was found. */
  bounces: number;
  recipients_found: number;
  /** Labelled bounces with an address found that did not fail. */
  recipients_invented: number;
  reasons: number;
  reasons_right: number;
  wrong: { file: string; what: string }[];
}

export const readLabels = (file: string): MailLabel[] =>
  labelsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).labels;

export function compareLabels(
  labels: readonly MailLabel[],
  findings: ReadonlyMap<string, Pick<MailFinding, 'kind' | 'reasons'>>,
): LabelComparison {
  const comparison: LabelComparison = {
    ...{ labelled: labels.length, kind_right: 0, bounces: 0, recipients_found: 0, recipients_invented: 0 },
    ...{ reasons: 0, reasons_right: 0, wrong: [] },
  };
  for (const { file, kind, recipients } of labels) {
    const finding = findings.get(file);
    const say = (what: string) => comparison.wrong.push({ file, what });
    if (finding?.kind === kind) comparison.kind_right += 1;
    else say(`${finding?.kind ?? 'not read'} instead of ${kind}`);
    if (kind !== 'bounce') continue;
    comparison.bounces += 1;
    const found = new Map(finding?.reasons.map(({ address, reason }) => [address.toLowerCase(), reason]));
    const missed = recipients.filter(({ address }) => !found.has(address.toLowerCase()));
    if (missed.length === 0) comparison.recipients_found += 1;
    else say(`${missed.map(({ address }) => address).join(', ')} not found`);
    if (found.size > recipients.length - missed.length) comparison.recipients_invented += 1;
    for (const { address, reason } of recipients) {
      if (reason === null) continue;
      comparison.reasons += 1;
      const told = found.get(address.toLowerCase());
      if (told === reason) comparison.reasons_right += 1;
      else say(`${address}: ${told ?? 'nothing'} instead of ${reason}`);
    }
  }
  return comparison;
}
