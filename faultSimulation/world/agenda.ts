/** Something to do at a moment. */
export interface Appointment {
  readonly at: number;
  /** Of two appointments at the same moment the one made first comes first. */
  readonly order: number;
  readonly work: () => void | Promise<void>;
  isCancelled: boolean;
}

export interface Agenda {
  readonly add: (appointment: Appointment) => void;
  /** Takes the next appointment out, if it is due by then. */
  readonly takeDue: (by: number) => Appointment | undefined;
}

const isBefore = (one: Appointment, other: Appointment): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

const swap = (heap: Appointment[], one: number, other: number): void => {
  const kept = heap[one] as Appointment;
  heap[one] = heap[other] as Appointment;
  heap[other] = kept;
};

const rise = (heap: Appointment[]): void => {
  for (let place = heap.length - 1; place > 0;) {
    const parent = (place - 1) >> 1;
    if (!isBefore(heap[place] as Appointment, heap[parent] as Appointment)) return;
    swap(heap, place, parent);
    place = parent;
  }
};

/** Of two places in the heap the one whose appointment comes first; the second may lie beyond its end. */
const earlier = (heap: readonly Appointment[], one: number, other: number): number => {
  const rival = heap[other];
  return rival && isBefore(rival, heap[one] as Appointment) ? other : one;
};

const sink = (heap: Appointment[]): void => {
  for (let place = 0; ;) {
    const left = 2 * place + 1;
    const first = earlier(heap, earlier(heap, place, left), left + 1);
    if (first === place) return;
    swap(heap, place, first);
    place = first;
  }
};

/** A heap: a simulated run makes tens of thousands of appointments. */
export const agenda = (): Agenda => {
  const heap: Appointment[] = [];
  return {
    add(appointment) {
      heap.push(appointment);
      rise(heap);
    },
    takeDue(by) {
      const [next] = heap;
      if (!next || next.at > by) return undefined;
      const last = heap.pop() as Appointment;
      if (heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
      return next;
    },
  };
};
