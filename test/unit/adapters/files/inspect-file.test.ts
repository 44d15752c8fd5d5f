import { inspectFile } from '../../../../adapters/files/inspect-file';
import { compoundFile, makeZip, pdf, png, windowsProgram, workbook } from './files';

const inspect = inspectFile;
const text = (words: string): Buffer => Buffer.from(words);

describe('What customers send every day may be opened', () => {
  test.each<[string, string, Buffer, string]>([
    ['remittance.pdf', 'application/pdf', pdf(), 'application/pdf'],
    ['remittance.pdf', 'application/octet-stream', pdf(), 'application/pdf'],
    ['scan.jpg', 'image/jpeg', png, 'image/png'],
    ['invoices.csv', 'application/vnd.ms-excel', text('invoice;amount\nINV-1;7800.00\n'), 'text/csv'],
    ['camt.053.xml', 'text/xml', text('<?xml version="1.0"?><Document/>'), 'application/xml'],
    ['note.txt', 'text/plain', text('MZ Handels GmbH has paid.'), 'text/plain'],
    ['note.txt', 'text/plain', Buffer.from('Überweisung', 'latin1'), 'text/plain'],
    [
      'statement.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      makeZip(workbook),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    ['statement.xls', 'application/vnd.ms-excel', compoundFile('Workbook'), 'application/vnd.ms-excel'],
    ['invoices.zip', 'application/zip', makeZip([{ name: 'INV-1.pdf', unpacked: 80_000 }]), 'application/zip'],
    ['original.eml', 'message/rfc822', text('From: ann@buyer.example\nSubject: <html>\n\n<script>'), 'message/rfc822'],
    ['empty.pdf', 'application/pdf', Buffer.alloc(0), 'application/octet-stream'],
    ['smime.p7s', 'application/pkcs7-signature', Buffer.from([0x30, 0x80, 6, 9, 0, 1]), 'application/pkcs7-signature'],
  ])('%s, called %s', async (name, declared, content, mediaType) => {
    expect(await inspect(name, declared, content)).toEqual({ name, mediaType, quarantined: null });
  });
});

describe('What may do harm is kept, and opened by nobody', () => {
  test.each<[string, string, Buffer, string]>([
    ['a program', 'setup.exe', windowsProgram, 'executable'],
    ['a program that is called an invoice', 'invoice.pdf', windowsProgram, 'executable'],
    ['a program behind two endings', 'invoice.pdf.exe', pdf(), 'executable'],
    ['a program behind many spaces', `invoice.pdf${' '.repeat(300)}.scr`, pdf(), 'executable'],
    ['a program behind turned-round letters', 'invoice\u202efdp.exe', windowsProgram, 'executable'],
    ['a shortcut', 'invoice.lnk', text('anything'), 'executable'],
    ['a disk image', 'invoice.iso', text('anything'), 'executable'],
    ['a script by its name', 'invoice.js', text('alert(1)'), 'script'],
    ['a script by its first line', 'invoice', text('#!/bin/sh\nrm -rf /\n'), 'script'],
    ['a workbook with macros', 'statement.xlsm', makeZip(workbook), 'macro_document'],
    [
      'macros in what is called a plain workbook',
      'statement.xlsx',
      makeZip([...workbook, { name: 'xl/vbaProject.bin' }]),
      'macro_document',
    ],
    ['an old workbook with macros', 'statement.xls', compoundFile('Workbook', '_VBA_PROJECT'), 'macro_document'],
    ['a page', 'invoice.html', text('<html><body>Pay here</body></html>'), 'active_content'],
    ['a page that is called text', 'invoice.txt', text('<!DOCTYPE html><script>alert(1)</script>'), 'active_content'],
    ['a drawing with script', 'logo.svg', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'active_content'],
    ['a PDF that runs script', 'invoice.pdf', pdf('<< /S /JavaScript /JS (app.alert(1)) >>'), 'active_content'],
    ['a PDF that starts a program', 'invoice.pdf', pdf('<< /S /Launch >>'), 'active_content'],
    ['text that is called a PDF', 'invoice.pdf', text('please call us'), 'type_mismatch'],
    ['a picture that is called a PDF', 'invoice.pdf', png, 'type_mismatch'],
    ['an archive that is called a PDF', 'invoice.pdf', makeZip([{ name: 'a.txt' }]), 'type_mismatch'],
    ['an encrypted archive', 'invoices.zip', makeZip([{ name: 'INV-1.pdf', encrypted: true }]), 'encrypted'],
    ['an encrypted workbook', 'statement.xlsx', compoundFile('EncryptedPackage'), 'encrypted'],
    [
      'an archive with a program',
      'invoices.zip',
      makeZip([{ name: 'INV-1.pdf' }, { name: 'x/INV-2.pdf.exe' }]),
      'executable',
    ],
    ['an archive with a script', 'invoices.zip', makeZip([{ name: 'INV-1.vbs' }]), 'script'],
    ['an archive in an archive', 'invoices.zip', makeZip([{ name: 'more.zip' }]), 'opaque_archive'],
    ['an archive of another kind', 'invoices.rar', Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1'), 'opaque_archive'],
    [
      'an archive that swells',
      'invoices.zip',
      makeZip([{ name: 'a.csv', unpacked: 4_000_000_000 }]),
      'dangerous_archive',
    ],
    [
      'an archive of many that swell',
      'invoices.zip',
      makeZip(Array.from({ length: 50 }, (_, index) => ({ name: `${index}`, unpacked: 1_000_000 }))),
      'dangerous_archive',
    ],
    ['half an archive', 'invoices.zip', makeZip([{ name: 'a.csv' }]).subarray(0, 40), 'dangerous_archive'],
    ["Outlook's container", 'winmail.dat', Buffer.from('789f3e2201000690', 'hex'), 'tnef'],
    ['26 MB', 'scan.tif', Buffer.alloc(26 * 1024 * 1024), 'too_large'],
  ])('%s', async (_, name, content, reason) => {
    expect((await inspect(name, null, content)).quarantined).toBe(reason);
  });

  test('a rich text document with an object in it', async () => {
    expect((await inspect('offer.doc', 'application/msword', text('{\\rtf1{\\object\\objdata 01}}'))).quarantined).toBe(
      'active_content',
    );
    expect((await inspect('offer.doc', 'application/msword', text('{\\rtf1 Hello}'))).quarantined).toBeNull();
  });

  test('a script by its claim alone, when it has no ending', async () => {
    expect((await inspect('run', 'text/javascript', text('alert(1)'))).quarantined).toBe('script');
  });
});

describe('A name is safe to show and to save', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ann\\invoice.pdf', 'invoice.pdf'],
    ['in\u0000vo\r\nice\u202e.pdf', 'invoice.pdf'],
    ['invoice\u200b.pdf', 'invoice.pdf'],
    ['a<b>:"c|d?e*.pdf', 'a_b___c_d_e_.pdf'],
    ['...hidden.pdf. ', 'hidden.pdf'],
    ['CON.pdf', '_CON.pdf'],
    ['com1', '_com1'],
    ['Überweisung  März.pdf', 'Überweisung März.pdf'],
    ['Mahnung.PDF', 'Mahnung.pdf'],
  ])('%j becomes %j', async (name, safe) => {
    expect((await inspect(name, null, pdf())).name).toBe(safe);
  });

  test('a long name keeps its ending', async () => {
    const { name } = await inspect(`${'ü'.repeat(5_000)}.pdf`, null, pdf());
    expect([...name]).toHaveLength(150);
    expect(name.endsWith('ü.pdf')).toBe(true);
  });

  test('what has no name is named by what it is', async () => {
    expect((await inspect(null, 'application/pdf', pdf())).name).toBe('attachment.pdf');
    expect((await inspect('..', 'application/octet-stream', Buffer.from([1, 2, 3]))).name).toBe('attachment');
  });
});
