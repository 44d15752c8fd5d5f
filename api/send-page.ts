import type { ErrorRequestHandler, Request, Response } from 'express';
import { languages, type Language } from '../contracts/vocabulary';
import { notFoundPage } from './pages/customer-page';

/** The address of the page is a key: it must not be stored, indexed, framed or handed on as a referrer. */
export const pageHeaders = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

export function sendPage(response: Response, status: number, html: string): void {
  response.status(status).set(pageHeaders).type('html').send(html);
}

/** Tampered with, expired, used up or of another desk: one and the same answer. */
export const sendNotFound = (request: Request, response: Response): void =>
  sendPage(response, 404, notFoundPage(languageOf(request)));

/** A token that is not even valid percent-encoding is a tampered one. Last of the handlers of a router of links. */
export const malformedIsNotFound: ErrorRequestHandler = (error: { status?: number }, request, response, next) => {
  if (error.status !== 400) return next(error);
  return sendNotFound(request, response);
};

/** The language of the mail, carried in its link; else what the browser prefers. */
export function languageOf(request: Request): Language {
  const named = languages.find((language) => language === request.query['lang']);
  return named ?? languages.find((language) => language === request.acceptsLanguages([...languages])) ?? 'en';
}
