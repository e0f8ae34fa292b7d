/** Something to do at a moment. */
export interface ScheduledEvent {
  readonly at: number;
  /** Of two appointments at the same moment the one made first comes first. */
  readonly sequence: number;
  readonly action: () => void | Promise<void>;
  isCancelled: boolean;
}

export interface EventQueue {
  readonly push: (appointment: ScheduledEvent) => void;
  /** Takes the next appointment out, if it is due by then. */
  readonly popDue: (by: number) => ScheduledEvent | undefined;
}

const isBefore = (one: ScheduledEvent, other: ScheduledEvent): boolean =>
  one.at < other.at || (one.at === other.at && one.sequence < other.sequence);

const swap = (heap: ScheduledEvent[], one: number, other: number): void => {
  const kept = heap[one] as ScheduledEvent;
  heap[one] = heap[other] as ScheduledEvent;
  heap[other] = kept;
};

const siftUp = (heap: ScheduledEvent[]): void => {
  for (let place = heap.length - 1; place > 0;) {
    const parent = (place - 1) >> 1;
    if (!isBefore(heap[place] as ScheduledEvent, heap[parent] as ScheduledEvent)) return;
    swap(heap, place, parent);
    place = parent;
  }
};

/** Of two places in the heap the one whose appointment comes first; the second may lie beyond its end. */
const earlier = (heap: readonly ScheduledEvent[], one: number, other: number): number => {
  const rival = heap[other];
  return rival && isBefore(rival, heap[one] as ScheduledEvent) ? other : one;
};

const siftDown = (heap: ScheduledEvent[]): void => {
  for (let place = 0; ;) {
    const left = 2 * place + 1;
    const first = earlier(heap, earlier(heap, place, left), left + 1);
    if (first === place) return;
    swap(heap, place, first);
    place = first;
  }
};

/** A heap: a simulated run makes tens of thousands of appointments. */
export const eventQueue = (): EventQueue => {
  const heap: ScheduledEvent[] = [];
  return {
    push(appointment) {
      heap.push(appointment);
      siftUp(heap);
    },
    popDue(by) {
      const [next] = heap;
      if (!next || next.at > by) return undefined;
      const last = heap.pop() as ScheduledEvent;
      if (heap.length > 0) {
        heap[0] = last;
        siftDown(heap);
      }
      return next;
    },
  };
};
