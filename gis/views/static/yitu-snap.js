/* Snapping and keys while drawing: what is near is taken as it lies there, corners first, then edges. Alt: freely.
   The page looks the taken corner up in its own data (`snaps`), so that it comes back exact and not as steps of pixels. */
(function () {
  "use strict";
  var NEAR_PX = window.matchMedia("(pointer: coarse)").matches ? 18 : 10;
  var KINDS = {corner: "c", edge: "e"};
  var free = false;  // Alt is held

  /* Corners of a path in the order of its rings of pixels. */
  function cornersOf(path) {
    function rings(given) { return L.LineUtil.isFlat(given) ? [given] : [].concat.apply([], given.map(rings)); }
    if (!path.yituCorners) { path.yituCorners = rings(path.getLatLngs()); }
    return path.yituCorners;
  }

  function between(one, other, share) {
    return L.latLng(one.lat + (other.lat - one.lat) * share, one.lng + (other.lng - one.lng) * share);
  }

  /* The nearest corner within reach, else the nearest place on an edge; null where there is none. */
  function nearest(map, latlng, skip) {
    var at = map.latLngToLayerPoint(latlng), corner = null, edge = null;
    var far = {corner: NEAR_PX * NEAR_PX, edge: NEAR_PX * NEAR_PX};
    function look(path) {
      var box = path._pxBounds, closed = path instanceof L.Polygon;
      if (!path._map || !path._rings || !box || !box.min || (path.yitu && skip && path.yitu.key === skip)) { return; }
      if (at.x < box.min.x - NEAR_PX || at.x > box.max.x + NEAR_PX ||
        at.y < box.min.y - NEAR_PX || at.y > box.max.y + NEAR_PX) { return; }
      var corners = cornersOf(path);
      path._rings.forEach(function (ring, number) {
        var count = ring.length, known = corners[number];
        if (!known || known.length !== count) { return; }
        for (var i = 0; i < count; i++) {
          var dx = ring[i].x - at.x, dy = ring[i].y - at.y, apart = dx * dx + dy * dy;
          if (apart <= far.corner) { far.corner = apart; corner = known[i]; }
          var next = i + 1 < count ? i + 1 : closed ? 0 : -1;
          if (next < 0) { continue; }
          var ex = ring[next].x - ring[i].x, ey = ring[next].y - ring[i].y, long = ex * ex + ey * ey;
          var share = long ? Math.min(1, Math.max(0, -(dx * ex + dy * ey) / long)) : 0;
          var fx = dx + share * ex, fy = dy + share * ey, off = fx * fx + fy * fy;
          if (off <= far.edge) { far.edge = off; edge = [known[i], known[next], share]; }
        }
      });
    }
    (map.yituGroups || []).forEach(function (group) { group.yituPaths.forEach(look); });
    if (corner) { return {latlng: L.latLng(corner.lat, corner.lng), kind: "corner"}; }
    return edge ? {latlng: between(edge[0], edge[1], edge[2]), kind: "edge"} : null;
  }

  /* ---- the mark: a square on a corner, a ring on an edge ---- */
  function mark(map, found) {
    if (!found) {
      if (map.yituSnapMark) { map.yituSnapMark.remove(); map.yituSnapMark = null; }
      return;
    }
    var icon = L.divIcon({iconSize: [16, 16], className: "yitu-snap yitu-snap-" + found.kind});
    if (!map.yituSnapMark) {
      map.yituSnapMark = L.marker(found.latlng, {icon: icon, interactive: false, keyboard: false, zIndexOffset: 9000});
      map.yituSnapMark.addTo(map);
    }
    map.yituSnapMark.setLatLng(found.latlng).setIcon(icon);
  }

  /* What a place becomes: {latlng, kind}, kind "" where nothing is near, Alt is held or snapping is off. */
  function taken(map, latlng, skip) {
    var found = map.yituSnaps && !free ? nearest(map, latlng, skip) : null;
    return found || {latlng: latlng, kind: ""};
  }

  function follow(map) {
    var queued;
    map.on("mousemove", function (event) {
      free = Boolean(event.originalEvent && event.originalEvent.altKey);
      window.cancelAnimationFrame(queued);
      queued = window.requestAnimationFrame(function () {
        if (!map.yituHand) { if (!map.yituDragging) { mark(map, null); } return; }
        var found = taken(map, event.latlng);
        mark(map, found.kind ? found : null);
      });
    });
    map.on("draw:drawstop", function () { mark(map, null); });
  }

  ["keydown", "keyup"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      if (event.key !== "Alt") { return; }
      free = kind === "keydown";
      event.preventDefault();  // the menu of the browser
    });
  });

  /* ---- a corner of a drawing ---- */
  var add = L.Draw.Polyline.prototype.addVertex;
  L.Draw.Polyline.prototype.addVertex = function (latlng) {
    var found = taken(this._map, latlng), count = this._markers.length, area = this.type === "polygon";
    function same(marker) { return found.kind && marker.getLatLng().equals(found.latlng, 1e-9); }
    if (count && same(this._markers[count - 1])) { return; }
    if (area && count > 2 && same(this._markers[0])) { this.completeShape(); return; }
    var at = L.latLng(found.latlng.lat, found.latlng.lng);
    at.yituKind = KINDS[found.kind] || "";
    add.call(this, at);
  };

  /* ---- keys: Enter ends, Escape gives up, Backspace takes the last corner back ---- */
  [["addHooks", true], ["removeHooks", false]].forEach(function (pair) {
    var hooks = L.Draw.Feature.prototype[pair[0]];
    L.Draw.Feature.prototype[pair[0]] = function () {
      this._map.yituHand = pair[1] ? this : null;
      window.yitu.hand = this._map.yituHand;
      hooks.apply(this, arguments);
    };
  });

  function typing(event) { return /^(input|textarea|select)$/i.test(event.target.tagName || ""); }

  document.addEventListener("keydown", function (event) {
    var hand = window.yitu.hand;
    if (!hand || !hand._markers || typing(event)) { return; }
    var undo = event.key === "Backspace" || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z");
    if (event.key === "Enter") { hand.completeShape(); }
    else if (event.key === "Escape") { hand.disable(); }
    else if (undo) { hand.deleteLastVertex(); }
    else { return; }
    event.preventDefault();
  });

  window.yitu.snap = {taken: taken, mark: mark, kinds: KINDS, typing: typing, follow: follow};
}());
