import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailReader } from '../../../scripts/evaluate/mail-reader';
import { evaluateMails } from '../../../scripts/evaluate/mails';
import { rawReportMail } from '../../support/report-mails';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);

test('a folder of mails is read, told and compared with labels and expected readings', async () => {
  write('full.eml', rawReportMail('qmail-full'));
  write('complaint.eml', rawReportMail('complaint'));
  write('nothing.eml', '');
  write('ann.eml', 'From: Ann <ann@buyer.example>\nSubject: Invoice 4711\n\nIt is wrong.\n');
  const address = { name: 'Ann', address: 'ann@buyer.example' };
  const headers = [
    { name: 'from', value: { Address: { List: [address] } } },
    { name: 'subject', value: { Text: 'Invoice 4712' } },
  ];
  write(
    'ann.json',
    JSON.stringify({ text_body: [0], attachments: [], parts: [{ headers, body: { Text: 'It is wrong.' } }] }),
  );
  const recipients = [{ address: 'ann@buyer.example', reason: 'too_big' }];
  const labels = [
    { file: 'full.eml', kind: 'bounce', recipients },
    { file: 'ann.eml', kind: 'list', recipients: [] },
  ];
  write('.labels.json', JSON.stringify({ source: 'the test', seed: 1, labels }));

  const { report, lines } = await evaluateMails({ mails: folder, labels: join(folder, '.labels.json') });

  expect(report).toMatchObject({
    files: 4,
    crashed: 0,
    kinds: {
      'ann.eml': 'ordinary',
      'complaint.eml': 'abuse_report',
      'full.eml': 'bounce',
      'nothing.eml': 'unreadable',
    },
    counts: { ordinary: 1, abuse_report: 1, bounce: 1, unreadable: 1 },
    unreadable: { 'nothing.eml': 'mail_empty' },
    recipients: { 'full.eml': ['ann@buyer.example'] },
    expected: { files: 1, fields: 3, matched: 2, differing: { 'ann.eml': ['subject'] } },
    labels: { labelled: 2, kind_right: 1, bounces: 1, recipients_found: 1, reasons: 1, reasons_right: 0 },
  });
  expect(report.memory.peak).toBeGreaterThan(10);
  expect(lines[0]).toBe('4 files, 0 crashed. 1 ordinary, 1 abuse_report, 1 bounce, 1 unreadable.');
  expect(lines).toContain('  ann.eml: ordinary instead of list');
  expect(lines).toContain('  full.eml: ann@buyer.example: mailbox_full instead of too_big');
});

test('a folder that is not there is said to be missing', async () => {
  await expect(evaluateMails({ mails: join(folder, 'none'), labels: undefined })).rejects.toThrow('There is no folder');
});

test('a file that ends the process counts as a crash, and the next one is read', async () => {
  write('full.eml', rawReportMail('qmail-full'));
  const reader = startMailReader();
  try {
    expect(await reader.read(join(folder, 'gone.eml'))).toEqual({ crashed: 'ended by 1' });
    expect(await reader.read(join(folder, 'full.eml'))).toMatchObject({ kind: 'bounce' });
  } finally {
    reader.stop();
  }
});
