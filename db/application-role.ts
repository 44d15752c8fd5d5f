/**
 * The role that every connection of the desk works as. It may add to journal, outcomes, policies and postings, and never
 * change them; the role that owns the tables is for migrations only.
 */
export const applicationRole = 'inquiry_desk_application';
