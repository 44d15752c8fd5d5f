/** What is still to happen, earliest first; at one instant in the order in which it was noted. A binary heap. */
export class Agenda<Item> {
  private readonly entries: { at: number; order: number; item: Item }[] = [];
  private noted = 0;

  get length(): number {
    return this.entries.length;
  }

  add(at: number, item: Item): void {
    const entry = { at, order: this.noted, item };
    this.noted += 1;
    let index = this.entries.length;
    this.entries.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.isBefore(parent, index)) break;
      this.swap(parent, index);
      index = parent;
    }
  }

  next(): { at: number; item: Item } | undefined {
    const [first] = this.entries;
    const last = this.entries.pop();
    if (first === undefined || last === undefined || first === last) return first;
    this.entries[0] = last;
    let index = 0;
    for (;;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.entries.length && this.isBefore(child, least)) least = child;
      }
      if (least === index) return first;
      this.swap(least, index);
      index = least;
    }
  }

  private isBefore(left: number, right: number): boolean {
    const [one, other] = [this.entries[left], this.entries[right]];
    if (one === undefined || other === undefined) return false;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  private swap(left: number, right: number): void {
    const [one, other] = [this.entries[left], this.entries[right]];
    if (one === undefined || other === undefined) return;
    this.entries[left] = other;
    this.entries[right] = one;
  }
}
