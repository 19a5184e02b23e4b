import type { ComponentChildren, TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Extent, firstView, fitted, panned, readably, revealed, type View, zoomed } from '../core/view-box.ts';

const step = 64;
const zoomStep = 1.25;
/** How far a pointer moves before it is no longer a click, pixels. */
const slack = 4;

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [step, 0],
  ArrowRight: [-step, 0],
  ArrowUp: [0, step],
  ArrowDown: [0, -step],
};

type Point = { x: number; y: number };

/** A drawing that is moved and zoomed by mouse, touch and keyboard. */
export function PanZoom({
  label,
  size,
  shown,
  children,
}: {
  label: string;
  size: Extent;
  /** A box of the drawing to bring into view whenever it changes. */
  shown: (Point & Extent) | undefined;
  children: ComponentChildren;
}) {
  const box = useRef<HTMLElement>(null);
  const pointers = useRef(new Map<number, Point>());
  const dragged = useRef(false);
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const windowOf = (): Extent => ({ width: box.current?.clientWidth ?? 0, height: box.current?.clientHeight ?? 0 });
  const middle = (): Point => ({ x: windowOf().width / 2, y: windowOf().height / 2 });
  const zoom = (factor: number, at = middle()) => setView((now) => zoomed(now, factor, at));
  const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left = 0, top = 0 } = box.current?.getBoundingClientRect() ?? {};
    return { x: clientX - left, y: clientY - top };
  };

  useLayoutEffect(() => setView(firstView(size, windowOf())), [size.width, size.height]);
  useLayoutEffect(() => {
    if (shown !== undefined) setView((now) => readably(now, shown, windowOf()));
  }, [shown?.x, shown?.y]);
  useLayoutEffect(() => {
    const { current } = box;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), placeOf(event));
    };
    // Only a listener that is not passive may stop the page from scrolling.
    current?.addEventListener('wheel', wheel, { passive: false });
    return () => current?.removeEventListener('wheel', wheel);
  }, []);

  const press = (event: TargetedPointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    if (pointers.current.size === 0) dragged.current = false;
    pointers.current.set(event.pointerId, placeOf(event));
  };
  const move = (event: TargetedPointerEvent<HTMLElement>) => {
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) return;
    // It was let go outside.
    if (event.buttons === 0) return void pointers.current.delete(event.pointerId);
    const now = placeOf(event);
    if (!dragged.current && Math.hypot(now.x - before.x, now.y - before.y) < slack) return;
    dragged.current = true;
    // Only now: captured at once, a click would not reach the link under the pointer.
    event.currentTarget.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, now);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) return setView((view) => panned(view, now.x - before.x, now.y - before.y));
    const spread = (one: Point) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
    zoom(spread(now) / spread(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  };
  const release = (event: PointerEvent) => void pointers.current.delete(event.pointerId);
  const pressKey = (event: TargetedKeyboardEvent<HTMLElement>) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const arrow = arrows[event.key];
    if (arrow !== undefined) setView((now) => panned(now, arrow[0], arrow[1]));
    else if (event.key === '+' || event.key === '=') zoom(zoomStep);
    else if (event.key === '-') zoom(1 / zoomStep);
    else if (event.key === '0') setView(fitted(size, windowOf()));
    else return;
    event.preventDefault();
  };
  const focus = ({ target }: FocusEvent) => {
    const link = target instanceof Element ? target.closest('a') : null;
    if (link === null) return;
    const { left, top, width, height } = link.getBoundingClientRect();
    const place = placeOf(new MouseEvent('focus', { clientX: left, clientY: top }));
    const here = { ...place, width, height };
    setView((now) => ({ ...now, ...moveOf(now, here, windowOf()) }));
  };

  return (
    <div class="pan-zoom box">
      <section
        ref={box}
        class="canvas"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what moves by arrow keys has to be reachable by keyboard.
        tabIndex={0}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={pressKey}
        onFocusIn={focus}
        // A click by keyboard has no detail.
        onClickCapture={(event) => dragged.current && event.detail > 0 && event.preventDefault()}
      >
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: its parts have names. */}
        <svg width="100%" height="100%">
          <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>{children}</g>
        </svg>
      </section>
      <div class="zoom">
        <button class="button icon-only" type="button" aria-label="Zoom in" onClick={() => zoom(zoomStep)}>
          +
        </button>
        <button class="button icon-only" type="button" aria-label="Zoom out" onClick={() => zoom(1 / zoomStep)}>
          −
        </button>
        <button class="button" type="button" onClick={() => setView(fitted(size, windowOf()))}>
          Fit
        </button>
      </div>
    </div>
  );
}

/** Where a view goes so that a box of the window is seen. */
function moveOf(view: View, here: Point & Extent, window: Extent): Point {
  const moved = revealed({ x: 0, y: 0, scale: 1 }, here, window);
  return { x: view.x + moved.x, y: view.y + moved.y };
}
