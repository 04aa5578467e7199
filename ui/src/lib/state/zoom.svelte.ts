// How large the window is drawn, for this sitting. Widths in the style sheets' conditions are scaled with it, so that the page lays
// itself out anew as it would in a smaller window, down to one column.

export const ZOOM_STEPS = [80, 90, 100, 110, 125, 150, 175, 200] as const;
const USUAL = 100;

export class Zoom {
  percent = $state<number>(USUAL);
  /** What was done last, for whoever listens. */
  said = $state('');
  factor = $derived(this.percent / USUAL);

  larger(): void {
    this.#set(ZOOM_STEPS.find((step) => step > this.percent) ?? this.percent);
  }

  smaller(): void {
    this.#set(ZOOM_STEPS.findLast((step) => step < this.percent) ?? this.percent);
  }

  reset(): void {
    this.#set(USUAL);
  }

  #set(percent: number): void {
    this.percent = percent;
    this.said = `Zoom ${percent}\u00A0%${percent === ZOOM_STEPS[0] ? ', the smallest' : percent === ZOOM_STEPS.at(-1) ? ', the largest' : ''}`;
    const factor = percent / USUAL;
    document.documentElement.style.setProperty('zoom', percent === USUAL ? '' : String(factor));
    scaleConditions(factor);
  }
}

/** The one zoom of the window. */
export const zoom = new Zoom();

/** `(max-width: 900px)` at 2 as `(max-width: 1800px)`. */
export const scaled = (condition: string, factor: number): string => condition.replace(/(\d+(?:\.\d+)?)px/g, (_, px: string) => `${Math.round(Number(px) * factor * 100) / 100}px`);

/** A condition as it is written, and how it is set. */
interface Condition {
  written: string;
  set: (condition: string) => void;
}
let conditions: Condition[] | null = null;

/** A condition is of the window, which zoom leaves as it is. */
function scaleConditions(factor: number): void {
  conditions ??= [...document.styleSheets].flatMap((sheet) => conditionsIn(sheet, zoomsContainers()));
  for (const { written, set } of conditions) set(scaled(written, factor));
}

/** Those of the window, and where the engine counts a container in the window's pixels those of containers. */
function conditionsIn(group: CSSStyleSheet | CSSGroupingRule, areContainersZoomed: boolean): Condition[] {
  return [...group.cssRules].flatMap((rule, index): Condition[] => {
    if (isMediaRule(rule)) {
      const { media } = rule;
      return [...(media.mediaText.includes('px') ? [{ written: media.mediaText, set: (text: string) => void (media.mediaText = text) }] : []), ...conditionsIn(rule, areContainersZoomed)];
    }
    if (areContainersZoomed || !rule.cssText.startsWith('@container')) return [];
    // Its condition can only be read: the rule is written anew in its place.
    const body = rule.cssText.indexOf('{');
    const rest = rule.cssText.slice(body);
    const replace = (text: string) => {
      group.deleteRule(index);
      group.insertRule(text + rest, index);
    };
    return [{ written: rule.cssText.slice(0, body), set: replace }];
  });
}

/** Chromium counts a container in the page's pixels, WebKit in the window's; tokens/base.css has a container to tell by. */
function zoomsContainers(): boolean {
  const container = document.createElement('div');
  container.className = 'zoom-probe';
  const inside = container.appendChild(document.createElement('i'));
  document.body.append(container);
  const isMet = getComputedStyle(inside).order === '1';
  container.remove();
  return isMet;
}

const isMediaRule = (rule: CSSRule): rule is CSSMediaRule => 'media' in rule && 'cssRules' in rule;

/** Style sheets that came later are looked at anew; for tests. */
export function forgetConditions(): void {
  conditions = null;
}
