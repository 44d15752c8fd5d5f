import { z } from 'zod';
import { email, flag, instant, line, localDate, money, page, paging, recordId, reference } from './http-common';
import { languages, stopReasons } from './vocabulary';

/** Master data and facts of the books: what an ERP tells the desk, and what the desk shows of it. */

const zone = z.string().max(60).refine(isZone, 'an IANA time zone').meta({ example: 'Europe/London' });

function isZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

// --- customers ---

const newContact = z.strictObject({
  id: recordId.optional(),
  name: line(200).optional(),
  email,
  verified: z.boolean().optional().describe('Control of the address was proved.'),
});

export const newCustomerBody = z
  .strictObject({
    id: recordId,
    name: line(200),
    legal_entity: recordId,
    parent: recordId.optional(),
    language: z.enum(languages).optional(),
    zone: zone.optional().describe('Where reminders are due at the send hour; else the zone of the legal entity.'),
    segment: recordId.optional(),
    open_tracking: z.boolean().optional(),
    contacts: z.array(newContact).max(50).optional(),
  })
  .meta({
    id: 'NewCustomer',
    example: {
      id: 'C-4711',
      name: 'Northgate Tools Ltd',
      legal_entity: 'halden-uk',
      contacts: [{ name: 'Mara Lind', email: 'accounts@northgate.example', verified: true }],
    },
  });

export const newContactBody = newContact
  .extend({ customer: recordId })
  .meta({ id: 'NewContact', example: { customer: 'C-4711', name: 'Mara Lind', email: 'mara.lind@northgate.example' } });

export const contact = z
  .object({
    id: z.string(),
    customer: z.string().nullable(),
    name: z.string().nullable(),
    email: z.string(),
    verified: z.boolean(),
    undeliverable_since: instant
      .nullable()
      .optional()
      .describe('Mail to it came back for good; nothing is sent until it is reinstated.'),
  })
  .meta({ id: 'Contact' });

export const customer = z
  .object({
    id: z.string(),
    name: z.string(),
    parent: z.string().nullable(),
    legal_entity: z.string(),
    language: z.enum(languages),
    zone: z.string(),
    segment: z.string(),
    status: z.string(),
    open_tracking: z.boolean(),
  })
  .meta({ id: 'Customer' });

export const promise = z
  .object({
    id: z.string(),
    customer: z.string(),
    invoice: z.string(),
    amount: money,
    date: localDate,
    status: z.string(),
    made_at: instant,
  })
  .meta({ id: 'Promise' });

export const customerDetail = customer
  .extend({
    contacts: z.array(contact),
    follow_up: z
      .object({
        stopped: z.enum(stopReasons).nullable(),
        next_at: instant.nullable(),
        sequence: z.int(),
        promises: z.array(promise),
        holds: z.array(z.object({ invoice: z.string(), amount: money.nullable(), inquiry: reference })),
      })
      .nullable(),
  })
  .meta({ id: 'CustomerDetail' });

export const customerList = page(customer).meta({ id: 'CustomerList' });
export const promiseList = z.object({ data: z.array(promise) }).meta({ id: 'PromiseList' });

export const listCustomersQuery = z.strictObject({
  ...paging,
  legal_entity: recordId.optional(),
  parent: recordId.optional(),
  status: recordId.optional(),
  text: z.string().min(1).max(200).optional().describe('Part of the name, or the whole id.'),
});

export const listPromisesQuery = z.strictObject({ customer: recordId.optional(), invoice: recordId.optional() });

// --- invoices ---

export const newInvoiceBody = z
  .strictObject({
    id: recordId,
    customer: recordId,
    legal_entity: recordId.optional(),
    issued_on: localDate,
    due_on: localDate,
    amount: money.describe('Gross.'),
    tax: money.optional().describe('Contained in the amount.'),
    purchase_order: line(100).optional(),
    lines: z
      .array(z.strictObject({ description: line(300), quantity: z.number().positive().max(1e9), net: money }))
      .max(500)
      .optional()
      .describe('With lines, their sum and the tax make the amount.'),
  })
  .refine(({ issued_on: issued, due_on: due }) => issued <= due, { path: ['due_on'], message: 'not before issued_on' })
  .meta({
    id: 'NewInvoice',
    example: {
      id: 'INV-20441',
      customer: 'C-1003',
      issued_on: '2026-02-01',
      due_on: '2026-03-03',
      amount: { value: '22400.00', currency: 'USD' },
    },
  });

export const invoice = z
  .object({
    id: z.string(),
    legal_entity: z.string(),
    customer: z.string(),
    issued_on: localDate,
    due_on: localDate,
    original: money,
    open: money,
    purchase_order: z.string().nullable(),
    lines: z.array(z.object({ description: z.string(), quantity: z.number(), net: money })),
  })
  .meta({ id: 'Invoice' });

export const invoiceDetail = invoice
  .extend({
    credited: money,
    paid: money,
    written_off: money,
    inquiries: z.array(reference).describe('Cases that are linked to it.'),
  })
  .meta({ id: 'InvoiceDetail', description: 'original = open + credited + paid + written_off.' });

export const invoiceList = page(invoice).meta({ id: 'InvoiceList' });

export const listInvoicesQuery = z.strictObject({
  ...paging,
  customer: recordId.optional(),
  legal_entity: recordId.optional(),
  open: flag.optional(),
});

// --- payments ---

export const newPaymentBody = z
  .strictObject({
    id: recordId,
    legal_entity: recordId.optional().describe("Else the customer's."),
    customer: recordId.optional().describe('Left out while the payer is not known.'),
    received_at: instant,
    amount: money,
    payer_name: line(200).optional(),
    bank_reference: line(200).optional(),
    remittance: z.string().max(2_000).optional(),
    allocations: z
      .array(z.strictObject({ invoice: recordId, amount: money }))
      .max(200)
      .optional(),
  })
  .refine(({ customer: known, legal_entity: entity }) => known !== undefined || entity !== undefined, {
    path: ['legal_entity'],
    message: 'needed while the customer is not known',
  })
  .meta({
    id: 'NewPayment',
    example: {
      id: 'PMT-8801',
      customer: 'C-1002',
      received_at: '2026-03-06T09:12:00.000Z',
      amount: { value: '21300.00', currency: 'USD' },
      bank_reference: 'INV-10388',
      allocations: [{ invoice: 'INV-10388', amount: { value: '21300.00', currency: 'USD' } }],
    },
  });

export const payment = z
  .object({
    id: z.string(),
    legal_entity: z.string(),
    customer: z.string().nullable(),
    received_at: instant,
    amount: money,
    unapplied: money,
    payer_name: z.string().nullable(),
    bank_reference: z.string().nullable(),
    remittance: z.string().nullable(),
  })
  .meta({ id: 'Payment' });

export const paymentDetail = payment
  .extend({ allocated: money, refunded: money, reversed: money, inquiries: z.array(reference) })
  .meta({ id: 'PaymentDetail', description: 'amount = allocated + unapplied + refunded + reversed.' });

export const paymentList = page(payment).meta({ id: 'PaymentList' });

export const listPaymentsQuery = z.strictObject({
  ...paging,
  customer: recordId.optional(),
  legal_entity: recordId.optional(),
  unapplied: flag.optional(),
});

// --- agreements ---

export const agreement = z
  .object({
    id: z.string(),
    customer: z.string(),
    kind: z.string(),
    title: z.string(),
    starts_on: localDate,
    ends_on: localDate.nullable(),
  })
  .meta({ id: 'Agreement' });

export const newAgreementBody = z
  .strictObject({
    id: recordId,
    customer: recordId,
    kind: recordId,
    title: line(300),
    starts_on: localDate,
    ends_on: localDate.nullable().optional(),
  })
  .refine(({ starts_on: starts, ends_on: ends }) => ends === null || ends === undefined || starts <= ends, {
    path: ['ends_on'],
    message: 'not before starts_on',
  })
  .meta({
    id: 'NewAgreement',
    example: { id: 'AGR-300', customer: 'C-1002', kind: 'rebate', title: 'Annual rebate', starts_on: '2026-01-01' },
  });

export const agreementList = page(agreement).meta({ id: 'AgreementList' });

export const listAgreementsQuery = z.strictObject({
  ...paging,
  customer: recordId.optional(),
  kind: recordId.optional(),
});
