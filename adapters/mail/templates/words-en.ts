import type { Words } from './words';

export const english: Words = {
  greeting: (name) => (name === null ? 'Hello,' : `Dear ${name},`),
  closing: 'Kind regards',
  keepReference: (reference) => `Our reference is ${reference}. Reply to this message to add to it.`,
  automatic: 'This message was written automatically.',
  acknowledgement: {
    subject: (reference) => `We have received your inquiry (${reference})`,
    received: (reference) => `We have received your inquiry. Its reference is ${reference}.`,
    next: 'A member of our team will answer you. To add something, reply to this message.',
  },
  reply: { subject: (reference) => `Your inquiry ${reference}` },
  informationRequest: {
    subject: (reference) => `We need some information for your inquiry ${reference}`,
    before: 'To go on with your inquiry, we need something from you:',
    after: 'Please reply to this message.',
    upload: 'Send documents',
  },
  resolution: {
    subject: (reference) => `The answer to your inquiry ${reference}`,
    before: (reference) => `We have completed your inquiry ${reference}:`,
    after: 'If this does not settle it, reply to this message and we will look at it again.',
    confirm: 'Say whether this settles it',
  },
  arrangementOffer: {
    subject: 'An arrangement for your open invoices',
    before: 'We offer you to pay in instalments:',
    after: 'It holds once you accept it. Until then nothing changes.',
    label: 'See and accept the arrangement',
  },
  ratingRequest: {
    subject: (reference) => `How did we handle ${reference}?`,
    before: (reference) =>
      `Your inquiry ${reference} is closed. Please tell us how we handled it; it takes a minute and is voluntary.`,
    label: 'Rate how we handled it',
  },
  invoice: {
    subject: (count) => (count === 1 ? 'Your invoice' : 'Your invoices'),
    before: (count) => (count === 1 ? 'This is a copy of your invoice:' : 'These are copies of your invoices:'),
  },
  reminder: {
    subject: (count) => (count === 1 ? 'Payment reminder' : `Payment reminder: ${count} invoices`),
    before: (count) =>
      count === 1
        ? 'According to our books, this invoice is open:'
        : 'According to our books, these invoices are open:',
    after: 'Amounts that you have disputed are not part of this. If you have paid in the meantime, thank you.',
  },
  answerReminder: {
    subject: (references) =>
      references.length === 1
        ? `We are waiting for your answer (${references.join()})`
        : 'We are waiting for your answers',
    before: 'We asked you for some information and have not heard from you yet:',
    question: (reference, askedOn) => `${reference}, asked on ${askedOn}`,
    after: 'Please reply to our question. If you have done so in the meantime, thank you.',
  },
  acknowledge: {
    before: 'Please tell us that you have seen this and, if you can, when you will pay:',
    label: 'Confirm receipt and name a date',
  },
  paymentConfirmation: {
    subject: 'We have received your payment',
    before: 'Thank you. We have booked your payment:',
    about: (reference) => `This settles what you asked under ${reference}.`,
  },
  alert: {
    subject: (reference) =>
      reference === null ? 'Something needs your attention' : `${reference} needs your attention`,
    before: (reference) =>
      reference === null ? 'Something in the desk needs your attention.' : `Case ${reference} needs your attention.`,
    followUp: (customer) => `The follow-up of customer ${customer} needs your attention; its timeline says why.`,
    category: 'Category',
    urgency: 'Urgency',
    dueAt: 'Resolution due',
    open: 'Open the case',
    categories: {
      billing_dispute: 'Billing dispute',
      billing_inquiry: 'Billing inquiry',
      payment_posting: 'Payment posting',
      payment_arrangement: 'Payment arrangement',
      credit_request: 'Credit request',
      onboarding: 'Onboarding',
      letter_of_credit: 'Letter of credit',
      debt_restructuring: 'Debt restructuring',
      consideration_payable: 'Consideration payable',
      account_change: 'Account change',
      general: 'General',
    },
    urgencies: { critical: 'Critical', high: 'High', normal: 'Normal', low: 'Low' },
  },
  columns: {
    invoice: 'Invoice',
    purchaseOrder: 'Your order',
    dueOn: 'Due on',
    openAmount: 'Open amount',
    paidAmount: 'Paid',
    receivedOn: 'Received on',
    payBy: 'Pay by',
    total: 'Total',
  },
};
