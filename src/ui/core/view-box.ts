/** How a drawing is shown: moved by `x` and `y` pixels after it was scaled. */
export type View = { x: number; y: number; scale: number };

/** A size in pixels. */
export type Extent = { width: number; height: number };

const smallest = 0.05;
const largest = 2;
/** A drawing is not shown smaller than this at first: it would be unreadable. */
const readable = 0.75;

/** The whole drawing in the middle of its window. */
export function fitted(drawing: Extent, window: Extent): View {
  const scale = limited(Math.min(1, window.width / drawing.width, window.height / drawing.height));
  return centered(drawing, window, scale);
}

/** The drawing as it is shown first: whole if it can be read then, else its upper left. */
export function firstView(drawing: Extent, window: Extent): View {
  const whole = fitted(drawing, window);
  return whole.scale >= readable ? whole : { x: 0, y: 0, scale: readable };
}

/** Zooms by a factor; the place under `at` stays where it is. */
export function zoomed({ x, y, scale }: View, factor: number, at: { x: number; y: number }): View {
  const next = limited(scale * factor);
  const by = next / scale;
  return { x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by, scale: next };
}

/** Moves the drawing by pixels. */
export function panned({ x, y, scale }: View, dx: number, dy: number): View {
  return { x: x + dx, y: y + dy, scale };
}

/** The drawing moved so that a box of it is seen, in the middle if it was outside. */
export function revealed(view: View, box: { x: number; y: number } & Extent, window: Extent): View {
  const left = box.x * view.scale + view.x;
  const top = box.y * view.scale + view.y;
  const [width, height] = [box.width * view.scale, box.height * view.scale];
  if (left >= 0 && top >= 0 && left + width <= window.width && top + height <= window.height) return view;
  return panned(view, (window.width - width) / 2 - left, (window.height - height) / 2 - top);
}

/** Moves the drawing so that a box is in the middle, large enough to be read. */
export function readably(view: View, box: { x: number; y: number } & Extent, window: Extent): View {
  const near = view.scale < readable ? zoomed(view, readable / view.scale, { x: 0, y: 0 }) : view;
  return revealed(near, box, window);
}

function centered(drawing: Extent, window: Extent, scale: number): View {
  const middle = (whole: number, part: number) => Math.max(0, (whole - part * scale) / 2);
  return { x: middle(window.width, drawing.width), y: middle(window.height, drawing.height), scale };
}

function limited(scale: number): number {
  return Math.min(largest, Math.max(smallest, scale));
}
