/* Drawing on Yitu's map with Leaflet.draw: our words and styles, one finished shape at a time. Fetched by yitu-map.js
   with the first tool. A finished shape is told to the app and leaves the map; the app draws what it keeps. Snapping and
   keys: yitu-snap.js; corners of what is drawn already: yitu-corners.js. */
(function () {
  "use strict";
  var KINDS = {marker: "point", polyline: "line", polygon: "area"};
  var AFTER_MS = 500;   // the click that ends a drawing is still the drawing's
  var SHOWN_MS = 3000;  // a finished shape stays at most this long, or until the app has drawn
  var TOLD = 8;         // finished shapes kept for an app that was busy meanwhile
  var finished = [], count = 0;

  /* The library edits nothing here (yitu-corners.js does): without these the library hangs a handler on every path of every layer. */
  ["Poly", "Marker", "CircleMarker", "Circle", "Rectangle"].forEach(function (name) { L.Edit[name] = null; });

  /* ---- a drawing begins, ends, is complete ---- */
  function watch(map) {
    map.on("draw:drawstart", function () {
      map.yituDrawingUntil = Infinity;
      map.doubleClickZoom.disable();
      map.getContainer().classList.add("yitu-drawing");
    });
    map.on("draw:drawstop", function () {
      map.yituDrawingUntil = Date.now() + AFTER_MS;
      window.setTimeout(function () {
        if (map.yituDrawingUntil > Date.now()) { return; }
        map.doubleClickZoom.enable();
        map.getContainer().classList.remove("yitu-drawing");
      }, AFTER_MS + 10);
    });
    if (window.yitu.snap) { window.yitu.snap.follow(map); }
    map.yituFinished = L.layerGroup().addTo(map);
  }

  function hide(map) { map.yituFinished.clearLayers(); }

  function name(facts) {
    count += 1;
    return L.extend({drawn: Date.now() + "-" + count}, facts);
  }

  function finish(map, shape) {
    shape.options.interactive = false;
    finished = finished.concat(shape.toGeoJSON(7)).slice(-TOLD);
    map.yituFinished.addLayer(shape);
    window.setTimeout(function () { map.yituFinished.removeLayer(shape); }, SHOWN_MS);
  }

  var tell = L.Draw.Feature.prototype._fireCreatedEvent;
  L.Draw.Feature.prototype._fireCreatedEvent = function (shape) {
    var facts = {kind: KINDS[this.type]};
    if (this._map.yituSnaps && this._markers) {
      facts.snaps = this._markers.map(function (corner) { return corner.getLatLng().yituKind || ""; });
    }
    shape.feature = {type: "Feature", properties: name(facts)};
    finish(this._map, shape);
    tell.call(this, shape);
  };

  /* A shape that another script of ours finished. */
  window.yitu.told = function (map, facts, shape) {
    shape.feature = {type: "Feature", properties: name(facts)};
    if (facts.given_up) { finished = finished.concat(shape.toGeoJSON(7)).slice(-TOLD); } else { finish(map, shape); }
    map.fire("draw:created", {layer: shape, layerType: "polygon"});
  };

  /* The library finishes lines of one point, areas of two, and areas whose last edge crosses another. */
  ["_finishShape", "completeShape"].forEach(function (name) {
    var finish = L.Draw.Polyline.prototype[name];
    L.Draw.Polyline.prototype[name] = function () {
      var area = this.type === "polygon";
      if (this._markers.length < (area ? 3 : 2)) { return; }
      if (area && L.Polygon.prototype.intersects.call(this._poly)) { this._showErrorTooltip(); return; }
      finish.apply(this, arguments);
    };
  });

  /* A tap may come before the marker that the library keeps under the pointer has got there: then the map has it. */
  [["addHooks", "on"], ["removeHooks", "off"]].forEach(function (pair) {
    var hooks = L.Draw.Polyline.prototype[pair[0]];
    L.Draw.Polyline.prototype[pair[0]] = function () {
      hooks.apply(this, arguments);
      this._map[pair[1]]("mousedown", this._onMouseDown, this);
    };
  });

  /* ---- the hint: in the middle until the pointer comes, then beside it, under or over it where that is too narrow ---- */
  function settle(hint, map) {
    var box = hint._container, at = map.latLngToContainerPoint(hint.yituAt), size = map.getSize();
    var over = at.x + 34 + box.offsetWidth - size.x, aside = [0, 0];
    if (over > 0) { aside = [-Math.min(over, at.x + 12), at.y > size.y - 90 ? -50 : 50]; }
    box.classList.toggle("yitu-aside", over > 0);
    L.DomUtil.setPosition(box, map.latLngToLayerPoint(hint.yituAt).add(aside));
  }

  ["updateContent", "updatePosition"].forEach(function (name) {
    var update = L.Draw.Tooltip.prototype[name];
    L.Draw.Tooltip.prototype[name] = function (given) {
      update.call(this, given);
      if (!this._container) { return this; }
      this.yituAt = name === "updatePosition" ? given : this.yituAt || this._map.getCenter();
      settle(this, this._map);
      return this;
    };
  });

  /* ---- words and looks ---- */
  function speak(words) {
    var local = L.drawLocal.draw, bar = local.toolbar;
    bar.actions = {title: words.cancel_title, text: words.cancel};
    bar.finish = {title: words.finish_title, text: words.finish};
    bar.undo = {title: words.undo_title, text: words.undo};
    bar.buttons.marker = words.point;
    bar.buttons.polyline = words.line;
    bar.buttons.polygon = words.area;
    local.handlers.marker.tooltip.start = words.point_start;
    local.handlers.polyline.error = words.crossing;
    local.handlers.polyline.tooltip = {start: words.line_start, cont: words.line_cont, end: words.line_end};
    local.handlers.polygon.tooltip = {start: words.area_start, cont: words.area_cont, end: words.area_end};
    L.GeometryUtil.readableDistance = function (metres) {
      return metres < 1000 ? words.metres.replace("#", metres.toFixed(0))
        : words.kilometres.replace("#", (metres / 1000).toFixed(2));
    };
  }

  function round(size, fill, edge) {
    var spot = document.createElement("span");
    spot.style.background = fill;
    spot.style.borderColor = edge;
    return L.divIcon({iconSize: [size, size], className: "yitu-drawn-spot", html: spot.outerHTML});
  }

  function corner(look) { return round(window.matchMedia("(pointer: coarse)").matches ? 20 : 12, "#FFFFFF", look.color); }

  function dot(look) { return round(2 * (look.radius + look.weight), look.fillColor, look.color); }

  function handlers(wanted) {
    function options(tool, more) {
      if (wanted.tools.indexOf(tool) < 0) { return false; }
      var look = L.extend({}, wanted.look[tool], {interactive: false});
      return L.extend(tool === "point" ? {icon: dot(look)} : {shapeOptions: look, icon: corner(look)}, more);
    }
    return {marker: options("point"), polyline: options("line"), polygon: options("area", {allowIntersection: false}),
      rectangle: false, circle: false, circlemarker: false};
  }

  /* The tools wanted now; the same as before leave a drawing under way alone. */
  window.yitu.offer = function (map, wanted) {
    var words = {}, signature = JSON.stringify(wanted);
    if (!map.yituFinished) { watch(map); }
    hide(map);
    if (map.yituOffered === signature) { return; }
    map.yituOffered = signature;
    map.yituSnaps = Boolean(wanted.snap);
    if (map.yituEditor) { map.yituEditor.stop(); }
    if (map.yituToolbar) { map.yituToolbar.remove(); map.yituToolbar = null; }
    window.drawnItems = {toGeoJSON: function () { return {type: "FeatureCollection", features: finished}; }};
    if (!wanted.tools.length) { return; }
    Object.keys(wanted.words).forEach(function (name) { words[name] = window.yitu.plain(wanted.words[name]); });
    speak(words);
    if (wanted.edit) {
      map.yituEditor = window.yitu.corners(map, {words: words, look: wanted.look.area,
        id: window.yitu.plain(wanted.edit.id), key: window.yitu.plain(wanted.edit.key), polygons: wanted.edit.polygons});
      return;
    }
    map.yituToolbar = new L.Control.Draw({position: "topleft", edit: false, draw: handlers(wanted)}).addTo(map);
  };
}());
