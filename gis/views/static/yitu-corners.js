/* Moving, adding and deleting corners of an area that the app draws. Corners that nobody touched keep their number
   (`from`), so that the app knows them exactly; the others come as degrees with what they snapped to. */
(function () {
  "use strict";
  var SHOWN = 300;      // corners of what is in view; more would be too close to hit
  var ENDED_MS = 500;
  var CROSSING_AT_MOST = 600;

  function start(map, spec) {
    var words = spec.words, snap = window.yitu.snap, chosen = null, bar, hint, buttons = {};
    var now = spec.polygons.map(function (rings, polygon) {
      return rings.map(function (ring, number) {
        return ring.map(function (at, index) {
          return {at: L.latLng(at[0], at[1]), from: [polygon, number, index], kind: ""};
        });
      });
    });
    var states = [now], step = 0, skip = spec.key;
    var look = L.extend({}, spec.look, {interactive: false, smoothFactor: 0});
    var shape = L.polygon(latlngs(), look).addTo(map), spots = L.layerGroup().addTo(map);

    function latlngs(given) {
      return (given || now).map(function (rings) {
        return rings.map(function (ring) { return ring.map(function (one) { return one.at; }); });
      });
    }

    function crossing() {
      return now.some(function (rings) {
        return rings.some(function (ring) {
          if (ring.length > CROSSING_AT_MOST) { return false; }  // the app looks at all of them
          var path = L.polygon(ring.map(function (one) { return one.at; }));
          path._map = map;
          return L.Polygon.prototype.intersects.call(path);
        });
      });
    }

    function keep(next) {
      now = next;
      states = states.slice(0, step + 1).concat([now]);
      step = states.length - 1;
      show();
    }

    function go(by) {
      var next = Math.min(Math.max(step + by, 0), states.length - 1);
      if (next === step) { return; }
      step = next;
      now = states[step];
      chosen = null;
      show();
    }

    function withRing(place, change) {
      return now.map(function (rings, polygon) {
        return polygon !== place[0] ? rings : rings.map(function (ring, number) {
          return number !== place[1] ? ring : change(ring.slice());
        });
      });
    }

    function drop(place) {
      if (!place || now[place[0]][place[1]].length < 4) { tell(words.corners_few); return; }
      chosen = null;
      keep(withRing(place, function (ring) { ring.splice(place[2], 1); return ring; }));
    }

    function spot(latlng, place, middle) {
      var picked = !middle && chosen && chosen.join() === place.join();
      var size = window.matchMedia("(pointer: coarse)").matches ? 24 : 14;
      var icon = L.divIcon({iconSize: [size, size], className: "yitu-corner" + (middle ? " yitu-corner-middle" : "") +
        (picked ? " yitu-corner-chosen" : ""), html: "<span></span>"});
      var marker = L.marker(latlng, {icon: icon, draggable: true, keyboard: false, zIndexOffset: middle ? 0 : 500,
        title: middle ? words.corners_add : words.corners_move, bubblingMouseEvents: false});
      var before = now;
      marker.on("dragstart", function () { map.yituDragging = true; before = now; });
      marker.on("drag", function () {
        var found = snap.taken(map, marker.getLatLng(), skip);
        var one = {at: L.latLng(found.latlng.lat, found.latlng.lng), from: null, kind: snap.kinds[found.kind] || ""};
        now = before;
        now = withRing(place, function (ring) { ring.splice(place[2], middle ? 0 : 1, one); return ring; });
        snap.mark(map, found.kind ? found : null);
        shape.setLatLngs(latlngs());
      });
      marker.on("dragend", function () {
        map.yituDragging = false;
        snap.mark(map, null);
        chosen = place;
        var next = now;
        now = before;
        keep(next);
      });
      if (!middle) {
        marker.on("click", function () { chosen = place; show(); });
        marker.on("contextmenu", function (event) { L.DomEvent.stop(event); drop(place); });
      }
      spots.addLayer(marker);
    }

    function show() {
      var view = map.getBounds().pad(0.1), left = SHOWN, wrong = crossing();
      shape.setLatLngs(latlngs());
      shape.setStyle({color: wrong ? "#B2432C" : spec.look.color});
      spots.clearLayers();
      now.forEach(function (rings, polygon) {
        rings.forEach(function (ring, number) {
          ring.forEach(function (one, index) {
            var after = ring[(index + 1) % ring.length].at;
            if (left > 0 && view.contains(one.at)) { left -= 1; spot(one.at, [polygon, number, index], false); }
            var middle = L.latLng((one.at.lat + after.lat) / 2, (one.at.lng + after.lng) / 2);
            var apart = map.latLngToLayerPoint(one.at).distanceTo(map.latLngToLayerPoint(after));
            if (left > 0 && apart > 36 && view.contains(middle)) {
              left -= 1;
              spot(middle, [polygon, number, index + 1], true);
            }
          });
        });
      });
      tell(wrong ? words.crossing : left > 0 ? words.corners_hint : words.corners_zoom);
      buttons.undo.classList.toggle("leaflet-disabled", step === 0);
      buttons.redo.classList.toggle("leaflet-disabled", step === states.length - 1);
      buttons.drop.classList.toggle("leaflet-disabled", !chosen);
    }

    function tell(text) { hint.textContent = text; }

    function finish() {
      if (crossing()) { tell(words.crossing); return; }
      var kinds = [], from = [];
      now.forEach(function (rings) {
        kinds.push(rings.map(function (ring) { return ring.map(function (one) { return one.kind; }); }));
        from.push(rings.map(function (ring) { return ring.map(function (one) { return one.from; }); }));
      });
      stop();
      map.yituOffered = "";  // where the app refuses it, the corners come back
      window.yitu.told(map, {of: spec.id, snaps: kinds, from: from, kind: "area"}, L.polygon(latlngs()));
    }

    function cancel() {
      stop();
      window.yitu.told(map, {of: spec.id, given_up: true, kind: "area"}, L.polygon(latlngs(states[0])));
    }

    function key(event) {
      if (snap.typing(event)) { return; }
      var command = event.ctrlKey || event.metaKey, letter = event.key.toLowerCase();
      if (event.key === "Enter") { finish(); }
      else if (event.key === "Escape") { cancel(); }
      else if (event.key === "Delete" || event.key === "Backspace") { drop(chosen); }
      else if (command && (letter === "y" || (letter === "z" && event.shiftKey))) { go(1); }
      else if (command && letter === "z") { go(-1); }
      else { return; }
      event.preventDefault();
    }

    function stop() {
      document.removeEventListener("keydown", key);
      map.off("moveend", show);
      shape.remove();
      spots.remove();
      bar.remove();
      snap.mark(map, null);
      map.yituDragging = false;
      map.yituDrawingUntil = Date.now() + ENDED_MS;
      map.yituEditor = null;
      map.doubleClickZoom.enable();
    }

    function controls() {
      var made = L.control({position: "topleft"});
      made.onAdd = function () {
        var box = L.DomUtil.create("div", "yitu-corners-bar");
        [["finish", finish], ["undo", function () { go(-1); }], ["redo", function () { go(1); }],
          ["drop", function () { drop(chosen); }], ["cancel", cancel]].forEach(function (one) {
          var link = buttons[one[0]] = L.DomUtil.create("a", "yitu-corners-" + one[0], box);
          link.href = "#"; link.role = "button";
          link.textContent = words["corners_" + one[0]];
          L.DomEvent.on(link, "click", function (event) { L.DomEvent.stop(event); one[1](); });
        });
        hint = L.DomUtil.create("div", "yitu-corners-hint", box);
        L.DomEvent.disableClickPropagation(box);
        return box;
      };
      return made.addTo(map);
    }

    bar = controls();
    map.yituDrawingUntil = Infinity;
    map.doubleClickZoom.disable();
    map.on("moveend", show);
    document.addEventListener("keydown", key);
    show();
    return {id: spec.id, stop: stop, corners: function () { return latlngs(); }};
  }

  window.yitu.corners = start;
}());
