import type { Rule } from './rule';

/** The customer's own data: name, address, bank, tax number, contacts, mandates, access. */
export const accountChangeRules: readonly Rule[] = [
  {
    id: 'account_change.address_or_contact',
    weight: 4,
    en: [
      'new|change of|changed|update|updated|correct|corrected|registered|billing|invoice|postal|legal|change .. address', 'address|addresses .. changed|change|updated|update|wrong|old|for', 'new|update|correct|change|changed|wrong .. email|e mail|mail id|phone|telephone|switchboard|contact|contacts|number', 'we have|ve moved', 'we re|are moving', 'moved to|from', 'moving to', 'moves to', 'relocat*', 'remove|add|delete|replace|strike .. contact|user|from everything|from our|buyer|as', 'left the company', 'no longer works|with|employed|belong*', 'replaced by', 'replaces', 'ap|billing|accounts contact', 'contact list|person|details', 'portal access', 'add user', 'please use .. address|email', 'use email', 'po box|p o box', 'should go to', 'instead of to me', 'surname', 'retired', 'passed away', 'late husband|wife', 'taken over from', 'addressed to',
      'statements .. to me', 'mails to',
    ],
    de: ['adressanderung', 'neue* adresse|anschrift|ansprechpartner*|telefonnummer|mailadresse|rechnungsadresse|rechnungsanschrift', 'anschrift .. geandert|andert|neu', 'umgezogen', 'umzug', 'verlegt', 'ansprechpartner*', 'ausgeschieden', 'kontaktdaten', 'rechnungsadresse', 'nachfolger*', 'adresse .. andert|geandert|aktualisier*'],
    fr: ['changement .. adresse|contact|interlocuteur|siege', 'nouvelle adresse', 'nouveau contact|interlocuteur', 'siege social', 'demenag*', 'remplace', 'ne travaille plus', 'coordonnees', 'adresse .. change|modif*|factur*'],
    es: ['cambio .. direccion|domicilio|contacto|correo', 'nueva direccion', 'nuevo domicilio|contacto|correo', 'domicilio fiscal|social', 'nos mudamos|trasladamos', 'hemos mudado|trasladado', 'ya no trabaja', 'direccion .. nueva|cambi*|actualiz*', 'traslado'],
  },
  {
    id: 'account_change.bank',
    weight: 4,
    en: [
      'new|change|changed|changing|update|updated|switch|switched .. bank|bank account|bank details|account number|iban|banking details', 'bank details|account .. changed|change|updated|new|closed', 'remit to', 'remittance details', 'direct debit mandate', 'mandate', 'use .. new account|details', 'former bank', 'new bank', 'your iban|bank account|bank details', 'iban', 'verify .. bank|remit', 'routing number', 'ach form', 'ignore .. bank change', 'bank change', 'account .. direct debit', 'call back every|verify', 'confirm* .. iban|bank',
    ],
    de: ['neue* bankverbindung|iban|konto|hausbank|bank', 'bankverbindung .. geandert|andert|neu', 'hausbank', 'kontoverbindung', 'sepa mandat', 'lastschriftmandat', 'einzugsermachtigung', 'bankwechsel', 'bankverbindung*'],
    fr: ['changement .. rib|banque|domiciliation|coordonnees bancaires', 'nouveau rib|iban|compte', 'nouvelles coordonnees bancaires', 'mandat .. prelevement|sepa', 'change de banque', 'domiciliation bancaire'],
    es: ['cambio .. banco|cuenta|iban|datos bancarios', 'nueva cuenta|iban', 'nuevo iban|banco|numero de cuenta', 'datos bancarios', 'mandato .. sepa|domiciliacion', 'domiciliacion bancaria', 'cambiado de banco'],
  },
  {
    id: 'account_change.legal_identity',
    weight: 3.5,
    en: [
      'name change', 'change of .. name|ownership|company|control|surname', 'company name', 'renamed', 'new|correct|wrong|exact .. name', 'converted to', 'legal entity', 'new|old|change|updated|our .. vat id|vat number|tax number|vat group|tax id|gst|gstin|sst|organisation number|registration no|registration number', 'vat|tax id .. new|changed', 'tax exempt', 'exempt* certificate', 'merger', 'demerger', 'carve out', 'divest*', 'acquired by', 'bought by', 'was sold to', 'transformation', 'parent .. updated|changes|change', 'made out to', 'new directors', 'split .. account', 'merge .. accounts|account', 'transfer agreement', 'managing director', 'pin code',
    ],
    de: ['umfirmier*', 'firmier*', 'namensanderung', 'neue* firma|firmenname*|rechtsform|ust', 'umsatzsteuer identifikationsnummer', 'ust idnr', 'verschmelz*', 'rechtsformwechsel', 'formwechsel', 'steuernummer', 'inhaberwechsel'],
    fr: ['changement .. denomination|raison|nom|dirigeant', 'nouvelle denomination|raison', 'raison sociale', 'numero de tva|siret|siren', 'fusion', 'denomination'],
    es: ['razon social', 'cambio .. denominacion|nombre|titular', 'nuevo nif|cif|nombre', 'fusion', 'denominacion social', 'cambio de titularidad'],
  },
  {
    id: 'account_change.record',
    weight: 2.5,
    en: ['master data', 'customer|creditor|our|your record|records|master|file', 'update|amend|correct .. records|record|system|file|account|list|details', 'note .. account', 'from now on', 'effective immediately', 'for your .. record|records|file', 'in your system', 'please update', 'kindly update', 'personal data', 'changes', 'valid from', 'is now', 'with effect from', 'please correct|change', 'carry out the change', 'deactivated', 're assign'],
    de: ['stammdaten', 'bitte .. andern|aktualisieren|anpassen', 'kunftig', 'ab sofort', 'aktualisier*', 'hinterleg*'],
    fr: ['fiche client', 'mettre a jour', 'mise a jour', 'a compter du', 'dossiers|fichiers .. jour', 'desormais'],
    es: ['actualic*|actualiz* .. datos|ficha|registros|sistema', 'ficha de cliente', 'a partir de', 'modific* .. datos|ficha'],
  },
];
