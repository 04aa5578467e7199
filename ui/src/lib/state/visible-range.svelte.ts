// Which rows of a long list are drawn: those in view and a few beside them. All rows have one height.

const BESIDE = 8;
/** Before the first layout, and where there is none. */
const ASSUMED_VIEW_PX = 600;

export class VisibleRange {
  #scrollTop = $state(0);
  #viewHeight = $state(ASSUMED_VIEW_PX);
  readonly rowHeight: number;
  readonly #count: () => number;

  first = $derived.by(() => Math.max(0, Math.min(Math.floor(this.#scrollTop / this.rowHeight) - BESIDE, this.#count() - 1)));
  /** One past the last. */
  end = $derived.by(() => Math.min(this.#count(), Math.ceil((this.#scrollTop + this.#viewHeight) / this.rowHeight) + BESIDE));
  /** Height of everything above what is drawn, px. */
  before = $derived.by(() => this.first * this.rowHeight);
  after = $derived.by(() => Math.max(0, this.#count() - this.end) * this.rowHeight);

  constructor(rowHeight: number, count: () => number) {
    this.rowHeight = rowHeight;
    this.#count = count;
  }

  /** Follows an element that scrolls; for `{@attach}`. */
  readonly follow = (scroller: HTMLElement): (() => void) => {
    const look = () => {
      this.#scrollTop = scroller.scrollTop;
      this.#viewHeight = scroller.clientHeight || ASSUMED_VIEW_PX;
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller);
    scroller.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      sizes.disconnect();
      scroller.removeEventListener('scroll', look);
    };
  };

  /** How far the scroller must be scrolled so that a row is in view; null when it is. */
  scrollFor(index: number): number | null {
    const top = index * this.rowHeight;
    if (top < this.#scrollTop) return top;
    const bottom = top + this.rowHeight - this.#viewHeight;
    return bottom > this.#scrollTop ? bottom : null;
  }
}
