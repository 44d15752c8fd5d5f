import type { MailContent } from '../adapters/mail/templates/content';
import type { AutomaticPurpose } from '../contracts/template-words';
import type { TemplateFacts } from './write-from-template';

const amount = { minor: 1_460_000, currency: 'USD' };
const line = { invoice: 'INV-10421', dueOn: '2026-12-04', purchaseOrder: 'PO-77', amount };
/** Leads nowhere. */
const link = 'https://desk.example/sample';

/** What a mail that the desk writes by itself could be about, to show the words around it. */
export function sampleContent(purpose: AutomaticPurpose, { reference, name }: TemplateFacts): MailContent {
  switch (purpose) {
    case 'acknowledgement':
      return { purpose, reference };
    case 'rating_request':
      return { purpose, reference, rateUrl: link };
    case 'invoice':
    case 'reminder':
      return { purpose, name, lines: [line], acknowledgeUrl: link, pixelUrl: null };
    case 'payment_confirmation':
      return { purpose, reference: null, name, lines: [line], received: [] };
    case 'arrangement_offer':
      return { purpose, name, instalments: [{ invoice: line.invoice, amount, date: line.dueOn }], acceptUrl: link };
  }
}
