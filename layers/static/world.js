// The world as Web Mercator (EPSG:3857) from 0 to 1 both ways, and the true
// size of things on it. Metres are on the sphere of the mean Earth radius.

const R = 6371008.8; // metres, IUGG 1980
const TURN = 2 * Math.PI * R;
const RAD = Math.PI / 180;
const LARGE = 30000; // metres from which a circle on the ground is no circle on the map

export function worldX(lon) {
  return (lon + 180) / 360;
}

export function worldY(lat) {
  const sine = Math.sin(Math.min(Math.max(lat, -85.0511), 85.0511) * RAD);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

export function latOf(y) {
  return (2 * Math.atan(Math.exp(Math.PI * (1 - 2 * y))) - Math.PI / 2) / RAD;
}

export function lonOf(x) {
  return x * 360 - 180;
}

// A distance on the ground at a latitude, as a share of the world's width there.
export function worldLength(metres, lat) {
  return metres / (TURN * Math.cos(lat * RAD));
}

// The same at a height on the map: 1 / cos(latitude) is cosh of the Mercator y.
export function worldLengthAt(metres, y) {
  return (metres / TURN) * Math.cosh(Math.PI * (1 - 2 * y));
}

// The ring of points at a distance round a point, in degrees.
export function ringAround(lon, lat, metres, points = 72) {
  const d = metres / R;
  const [sinLat, cosLat] = [Math.sin(lat * RAD), Math.cos(lat * RAD)];
  return Array.from({ length: points }, (_, n) => {
    const bearing = (2 * Math.PI * n) / points;
    const sine = sinLat * Math.cos(d) + cosLat * Math.sin(d) * Math.cos(bearing);
    const east = Math.atan2(Math.sin(bearing) * Math.sin(d) * cosLat, Math.cos(d) - sinLat * sine);
    return [lon + east / RAD, Math.asin(sine) / RAD];
  });
}

// A disc as the map has it: a circle, or the ring of its edge where it is large.
export function discShape(lon, lat, metres) {
  const shape = { x: worldX(lon), y: worldY(lat), r: worldLength(metres, lat) };
  if (metres > LARGE) shape.rings = [toWorld(ringAround(lon, lat, metres))];
  return boxed(shape);
}

// A GeoJSON geometry: rings to fill, lines to draw.
export function outlineShape(geometry) {
  const shape = { rings: [], lines: [] };
  collect(geometry, shape);
  return boxed(shape);
}

function collect(geometry, shape) {
  const { type, coordinates } = geometry;
  if (type === "Polygon") shape.rings.push(...coordinates.map(toWorld));
  else if (type === "MultiPolygon") shape.rings.push(...coordinates.flat().map(toWorld));
  else if (type === "LineString") shape.lines.push(toWorld(coordinates));
  else if (type === "MultiLineString") shape.lines.push(...coordinates.map(toWorld));
  else if (type === "GeometryCollection") geometry.geometries.forEach((part) => collect(part, shape));
  else if (type === "Point") shape.lines.push(toWorld([coordinates, coordinates]));
  else if (type === "MultiPoint") shape.lines.push(...coordinates.map((at) => toWorld([at, at])));
}

function toWorld(points) {
  const flat = new Float64Array(points.length * 2);
  points.forEach(([lon, lat], n) => {
    flat[2 * n] = worldX(lon);
    flat[2 * n + 1] = worldY(lat);
  });
  return flat;
}

function boxed(shape) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  if (shape.r && !shape.rings) box.splice(0, 4, shape.x - shape.r, shape.y - shape.r, shape.x + shape.r, shape.y + shape.r);
  for (const ring of [...(shape.rings || []), ...(shape.lines || [])]) {
    for (let n = 0; n < ring.length; n += 2) {
      box[0] = Math.min(box[0], ring[n]);
      box[1] = Math.min(box[1], ring[n + 1]);
      box[2] = Math.max(box[2], ring[n]);
      box[3] = Math.max(box[3], ring[n + 1]);
    }
  }
  shape.box = box;
  return shape;
}

// Whether a point of the world lies in the rings of a shape (even-odd).
export function inShape(shape, x, y) {
  if (!shape.rings) return (x - shape.x) ** 2 + (y - shape.y) ** 2 <= shape.r ** 2;
  let inside = false;
  for (const ring of shape.rings) {
    for (let n = 0, last = ring.length - 2; n < ring.length; last = n, n += 2) {
      const [x1, y1, x2, y2] = [ring[n], ring[n + 1], ring[last], ring[last + 1]];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    }
  }
  return inside;
}
