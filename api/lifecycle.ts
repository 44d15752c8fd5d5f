/** Shared by the process and what it serves: while it drains, it takes no new work. */
export interface Lifecycle {
  draining: boolean;
}
