import type { Rule } from './rule';

/** Documentary and standby credits in our favour: issue, amendment, presentation, discrepancies (UCP 600, ISP98). */
export const letterOfCreditRules: readonly Rule[] = [
  {
    id: 'letter_of_credit.named',
    weight: 5,
    en: ['letter|letters of credit', 'l c', 'lc', 'lcs', 'sblc', 'standby|stand by letter|lc|l|credit', 'iso98|isp98 standby', 'documentary credit*', 'ucp', 'ucp600', 'isbp', 'isp98', 'usance', 'silent confirmation*', 'standby'],
    de: ['akkreditiv*', 'dokumentenakkreditiv*'],
    fr: ['credit* documentaire*', 'credoc', 'lettre de credit'],
    es: ['carta* de credito', 'credito* documentario*'],
  },
  {
    id: 'letter_of_credit.documents',
    weight: 3,
    en: ['bill|bills of lading', 'b l', 'discrepan*', 'discrepenc*', 'issuing|advising|confirming|negotiating|nominated bank', 'mt700|mt707|mt710|mt720|mt730|mt734|mt750|mt752|mt760|mt799', 'latest shipment', 'partial shipment*', 'tran*shipment*', 'examin* .. documents', 'documents presented', 'presentation .. documents', 're present', 'beneficiary certificate', 'field 4*|7*', 'draft .. b l|sight|maturity', 'excess drawing', 'drawing under', 'second beneficiary', 'under the|our credit', 'certificate of origin', 'packing list', 'extend or pay', 'port of loading'],
    de: ['konnossement*', 'unstimmigkeit*', 'avisierende bank', 'eroffnende bank', 'verladefrist', 'teilverladung*', 'umladung'],
    fr: ['connaissement', 'reserve* .. documents', 'documents .. reserve*', 'lever .. reserve*', 'banque emettrice|notificatrice|confirmatrice', 'transbordement', 'date limite d expedition', 'expedition* partielle*'],
    es: ['conocimiento de embarque', 'discrepancia* .. documentos', 'banco emisor|avisador|confirmador', 'transbordo', 'fecha .. embarque', 'embarque* parcial*', 'puerto de embarque', 'gastos de confirmacion'],
  },
  {
    id: 'letter_of_credit.life',
    weight: 2,
    en: ['beneficiary', 'amendment*', 'applicant', 'credit expires|expiry', 'maturity date', 'acceptance .. draft', 'advised', 'adding .. confirmation', 'confirmed by .. bank', 'transferable', 'documents .. bank'],
    de: ['begunstigte*', 'dokumente .. bank'],
    fr: ['modification n', 'mt707', 'donneur d ordre', 'beneficiaire du credit'],
    es: ['beneficiario del credito', 'enmienda', 'ordenante'],
  },
];
