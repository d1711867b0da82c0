// Whether an alert is for this board. Mirrors content/targeting.py.

const EARTH_RADIUS_KM = 6371.0088;
const toRad = (degrees) => (degrees * Math.PI) / 180;

/** One match of any kind is enough. `identity` is the verified payload. */
export function matches(targets, identity) {
  const has = (name, wanted) => (targets[name] || []).some((entry) => wanted.indexOf(entry) >= 0);
  return has("units", [identity.unit]) || has("boards", [identity.board])
    || has("subtrees", identity.path) || has("groups", identity.groups) || has("tags", identity.tags)
    || isInAreas(targets.areas || [], identity);
}

function isInAreas(areas, { lat, lon }) {
  if (typeof lat !== "number" || typeof lon !== "number") return false;
  return areas.some((area) => (Array.isArray(area)
    ? isInside(area, lat, lon) : distanceKm(area.lat, area.lon, lat, lon) <= area.radius_km));
}

/** The even-odd rule over a ring of [lat, lon] points. */
function isInside(points, lat, lon) {
  let inside = false;
  let [lastLat, lastLon] = points[points.length - 1];
  points.forEach(([atLat, atLon]) => {
    if ((atLat > lat) !== (lastLat > lat)
      && lon < atLon + ((lat - atLat) * (lastLon - atLon)) / (lastLat - atLat)) inside = !inside;
    [lastLat, lastLon] = [atLat, atLon];
  });
  return inside;
}

function distanceKm(lat, lon, otherLat, otherLon) {
  const north = toRad(otherLat - lat);
  const east = toRad(otherLon - lon);
  const scale = Math.cos(toRad(lat)) * Math.cos(toRad(otherLat));
  const chord = Math.sin(north / 2) ** 2 + scale * Math.sin(east / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}
