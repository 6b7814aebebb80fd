// Painting shapes of the world on a canvas, and finding what lies under a point.

export const LEAST = 6; // pixels across; what is smaller is covered by its mark

// The view of a map: how many pixels the world is wide, and which box is seen.
export function viewOf(map, margin = 0) {
  const scale = 256 * 2 ** map.getZoom();
  const { min, max } = map.getPixelBounds();
  const box = [(min.x - margin) / scale, (min.y - margin) / scale, (max.x + margin) / scale, (max.y + margin) / scale];
  return { scale, box, left: min.x, top: min.y };
}

export function trace(path, shape, view) {
  const { scale, left, top } = view;
  if (!shape.rings && !shape.lines) {
    const [x, y, r] = [shape.x * scale - left, shape.y * scale - top, shape.r * scale];
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  }
  for (const ring of shape.rings || []) traceLine(path, ring, view, true);
  for (const line of shape.lines || []) traceLine(path, line, view, false);
}

// Points less than half a pixel from the one before are left out.
export function traceLine(path, line, { scale, left, top }, closed) {
  let [px, py] = [NaN, NaN];
  for (let n = 0; n < line.length; n += 2) {
    const x = line[n] * scale - left;
    const y = line[n + 1] * scale - top;
    if (n && n < line.length - 2 && Math.abs(x - px) < 0.5 && Math.abs(y - py) < 0.5) continue;
    if (n) path.lineTo(x, y);
    else path.moveTo(x, y);
    [px, py] = [x, y];
  }
  if (closed) path.closePath();
}

const REACH = 8; // pixels beside an outline that answer a click

// The place of the first shape whose outline is near a point of the canvas, or -1.
export function outlineAt(context, shapes, view, { x, y }) {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.setLineDash([]);
  context.lineWidth = 2 * REACH;
  const found = shapes.findIndex((shape) => {
    const path = new Path2D();
    trace(path, shape, view);
    return context.isPointInStroke(path, x, y);
  });
  context.restore();
  return found;
}
