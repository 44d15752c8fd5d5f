import type { Category, Language, Urgency } from '../../../contracts/vocabulary';
import { german } from './words-de';
import { english } from './words-en';
import { spanish } from './words-es';
import { french } from './words-fr';

/** Every sentence that a mail of ours can hold, in one language. */
export interface Words {
  greeting: (name: string | null) => string;
  closing: string;
  keepReference: (reference: string) => string;
  automatic: string;
  acknowledgement: { subject: (reference: string) => string; received: (reference: string) => string; next: string };
  reply: { subject: (reference: string) => string };
  informationRequest: { subject: (reference: string) => string; before: string; after: string; upload: string };
  resolution: {
    subject: (reference: string) => string;
    before: (reference: string) => string;
    after: string;
    confirm: string;
  };
  arrangementOffer: { subject: string; before: string; after: string; label: string };
  ratingRequest: { subject: (reference: string) => string; before: (reference: string) => string; label: string };
  invoice: { subject: (count: number) => string; before: (count: number) => string };
  reminder: { subject: (count: number) => string; before: (count: number) => string; after: string };
  answerReminder: {
    subject: (references: readonly string[]) => string;
    before: string;
    /** One question, with the day it was asked on as it is written in this language. */
    question: (reference: string, askedOn: string) => string;
    after: string;
  };
  acknowledge: { before: string; label: string };
  paymentConfirmation: { subject: string; before: string; about: (reference: string) => string };
  alert: {
    subject: (reference: string | null) => string;
    before: (reference: string | null) => string;
    /** About the follow-up of a customer, who is named by id. */
    followUp: (customer: string) => string;
    category: string;
    urgency: string;
    dueAt: string;
    open: string;
    categories: Record<Category, string>;
    urgencies: Record<Urgency, string>;
  };
  columns: {
    invoice: string;
    purchaseOrder: string;
    dueOn: string;
    openAmount: string;
    paidAmount: string;
    receivedOn: string;
    payBy: string;
    total: string;
  };
}

export const wordsOf: Record<Language, Words> = { en: english, de: german, fr: french, es: spanish };
