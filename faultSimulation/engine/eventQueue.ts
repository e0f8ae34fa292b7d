import type { Task } from "../../simulator/clock";

export interface ScheduledEvent {
  readonly at: number;
  /** Orders events that are due at the same time: first scheduled, first run. */
  readonly sequence: number;
  readonly task: Task;
  isCancelled: boolean;
}

export interface EventQueue {
  readonly push: (event: ScheduledEvent) => void;
  /** Removes and returns the next event, if it is due by then. */
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
  for (let index = heap.length - 1; index > 0;) {
    const parent = (index - 1) >> 1;
    if (!isBefore(heap[index] as ScheduledEvent, heap[parent] as ScheduledEvent)) return;
    swap(heap, index, parent);
    index = parent;
  }
};

/** The index of the earlier of two events; the second index may be past the end of the heap. */
const earlier = (heap: readonly ScheduledEvent[], one: number, other: number): number => {
  const candidate = heap[other];
  return candidate && isBefore(candidate, heap[one] as ScheduledEvent) ? other : one;
};

const siftDown = (heap: ScheduledEvent[]): void => {
  for (let index = 0; ;) {
    const left = 2 * index + 1;
    const first = earlier(heap, earlier(heap, index, left), left + 1);
    if (first === index) return;
    swap(heap, index, first);
    index = first;
  }
};

/** A binary heap, because one run schedules tens of thousands of events. */
export const eventQueue = (): EventQueue => {
  const heap: ScheduledEvent[] = [];
  return {
    push(event) {
      heap.push(event);
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
