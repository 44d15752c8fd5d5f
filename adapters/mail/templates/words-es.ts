import type { Words } from './words';

export const spanish: Words = {
  greeting: (name) => (name === null ? 'Hola:' : `Hola, ${name}:`),
  closing: 'Atentamente',
  keepReference: (reference) => `Nuestra referencia es ${reference}. Responda a este mensaje para añadir algo.`,
  automatic: 'Este mensaje se ha redactado automáticamente.',
  acknowledgement: {
    subject: (reference) => `Hemos recibido su consulta (${reference})`,
    received: (reference) => `Hemos recibido su consulta. Su referencia es ${reference}.`,
    next: 'Nuestro equipo le responderá. Para añadir algo, responda a este mensaje.',
  },
  reply: { subject: (reference) => `Su consulta ${reference}` },
  informationRequest: {
    subject: (reference) => `Necesitamos información para su consulta ${reference}`,
    before: 'Para continuar con su consulta necesitamos lo siguiente:',
    after: 'Por favor, responda a este mensaje.',
    upload: 'Enviar documentos',
  },
  resolution: {
    subject: (reference) => `La respuesta a su consulta ${reference}`,
    before: (reference) => `Hemos terminado de tramitar su consulta ${reference}:`,
    after: 'Si con esto no queda resuelta, responda a este mensaje y la volveremos a estudiar.',
    confirm: 'Decir si esto lo resuelve',
  },
  arrangementOffer: {
    subject: 'Un acuerdo para sus facturas abiertas',
    before: 'Le ofrecemos pagar a plazos:',
    after: 'Vale en cuanto lo acepte. Hasta entonces no cambia nada.',
    label: 'Ver y aceptar el acuerdo',
  },
  ratingRequest: {
    subject: (reference) => `¿Cómo hemos tratado ${reference}?`,
    before: (reference) =>
      `Su consulta ${reference} está cerrada. Díganos cómo la hemos tratado; es un minuto y es voluntario.`,
    label: 'Valorar la atención',
  },
  invoice: {
    subject: (count) => (count === 1 ? 'Su factura' : 'Sus facturas'),
    before: (count) => (count === 1 ? 'Esta es una copia de su factura:' : 'Estas son copias de sus facturas:'),
  },
  reminder: {
    subject: (count) => (count === 1 ? 'Recordatorio de pago' : `Recordatorio de pago: ${count} facturas`),
    before: (count) =>
      count === 1
        ? 'Según nuestros libros, esta factura está pendiente:'
        : 'Según nuestros libros, estas facturas están pendientes:',
    after: 'Los importes que usted ha impugnado no están incluidos. Si ya ha pagado, se lo agradecemos.',
  },
  answerReminder: {
    subject: (references) =>
      references.length === 1 ? `Esperamos su respuesta (${references.join()})` : 'Esperamos sus respuestas',
    before: 'Le pedimos cierta información y todavía no hemos tenido noticias suyas:',
    question: (reference, askedOn) => `${reference}, pregunta del ${askedOn}`,
    after: 'Por favor, responda a nuestra pregunta. Si ya lo ha hecho, se lo agradecemos.',
  },
  acknowledge: {
    before: 'Por favor, confirme que lo ha recibido y, si puede, cuándo pagará:',
    label: 'Confirmar la recepción e indicar una fecha',
  },
  paymentConfirmation: {
    subject: 'Hemos recibido su pago',
    before: 'Gracias. Hemos contabilizado su pago:',
    about: (reference) => `Con esto queda resuelta su consulta ${reference}.`,
  },
  alert: {
    subject: (reference) => (reference === null ? 'Algo requiere su atención' : `${reference} requiere su atención`),
    before: (reference) =>
      reference === null ? 'Algo requiere su atención.' : `El caso ${reference} requiere su atención.`,
    followUp: (customer) => `El seguimiento del cliente ${customer} requiere su atención; su historial dice por qué.`,
    category: 'Categoría',
    urgency: 'Urgencia',
    dueAt: 'Resolución prevista',
    open: 'Abrir el caso',
    categories: {
      billing_dispute: 'Disputa de factura',
      billing_inquiry: 'Consulta sobre factura',
      payment_posting: 'Aplicación de pago',
      payment_arrangement: 'Acuerdo de pago',
      credit_request: 'Solicitud de crédito',
      onboarding: 'Alta de cliente',
      letter_of_credit: 'Carta de crédito',
      debt_restructuring: 'Reestructuración de deuda',
      consideration_payable: 'Contraprestación al cliente',
      account_change: 'Cambio de cuenta',
      general: 'General',
    },
    urgencies: { critical: 'Crítica', high: 'Alta', normal: 'Normal', low: 'Baja' },
  },
  columns: {
    invoice: 'Factura',
    purchaseOrder: 'Su pedido',
    dueOn: 'Vence el',
    openAmount: 'Importe pendiente',
    paidAmount: 'Pagado',
    receivedOn: 'Recibido el',
    payBy: 'Pagar antes del',
    total: 'Total',
  },
};
