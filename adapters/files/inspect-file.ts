/** Why nobody may open a file. */
export type QuarantineReason =
  | 'executable'
  | 'script'
  | 'macro_document'
  | 'active_content'
  | 'type_mismatch'
  | 'encrypted'
  | 'opaque_archive'
  | 'dangerous_archive'
  | 'tnef'
  | 'too_large';

export interface InspectedFile {
  /** Safe to show and to save: no path, no control or direction characters, no reserved name, at most 150 characters. */
  name: string;
  /** As its bytes tell. */
  mediaType: string;
  quarantined: QuarantineReason | null;
}

/** `inspectFile` of this file: what a name, a claimed type and the bytes are worth. Never throws; nothing is unpacked or run. */
export type InspectFile = (name: string | null, declaredType: string | null, content: Buffer) => Promise<InspectedFile>;
