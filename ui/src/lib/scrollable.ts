// A region that scrolls sideways can be scrolled by keyboard: it takes the focus while, and only while, something is out of sight.

import type { Attachment } from 'svelte/attachments';

export const scrollable: Attachment<HTMLElement> = (element) => {
  const look = () => {
    if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  };
  look();
  const observer = new ResizeObserver(look);
  for (const part of [element, ...element.children]) observer.observe(part);
  return () => observer.disconnect();
};
